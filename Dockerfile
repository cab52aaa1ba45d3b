# The same steps as the README: npm ci, npm run build, node dist/src/main.js.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --ignore-scripts
COPY . .
RUN npm run build

# Without the embedded PostgreSQL: a container is given a DATABASE_URL.
FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY package.json LICENSE README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md ./
COPY docs docs
COPY bench/README.md bench/README.md
COPY bin bin
COPY migrations migrations
COPY data data
COPY graphql graphql
COPY openapi openapi
COPY public public
RUN install -d -o node -g node /releases
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", \
  "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
