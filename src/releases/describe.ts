/** A release for people (README.md) and for catalogues of data (schema.org Dataset). */
import type { Dataset, WithContext } from 'schema-dts'
import { licenseUrl, type Manifest, type ReleaseFile } from './manifest.js'

const about =
  'Who said what, when, in which exact words, under which law: public statements, the claims made in them, their sources and what has been said of them since.'

export function dataset(manifest: Manifest, publicUrl?: string): WithContext<Dataset> {
  const { id, createdAt, license, files } = manifest
  const base = publicUrl ? `${publicUrl}/v1/releases/${id}` : undefined
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    ...(base && { '@id': base, url: base }),
    name: `OnRecord, release ${id}`,
    description: about,
    identifier: id,
    version: id,
    datePublished: createdAt,
    license: licenseUrl(license),
    isAccessibleForFree: true,
    distribution: files.map(({ name, mediaType, bytes, sha256 }) => ({
      '@type': 'DataDownload' as const,
      name,
      contentUrl: base ? `${base}/files/${name}` : name,
      encodingFormat: mediaType.split(';', 1)[0] as string,
      contentSize: `${bytes} B`,
      sha256
    }))
  }
}

export function readme({ id, createdAt, position, license, rows, files }: Manifest): string {
  const counts = Object.entries(rows).map(([name, count]) => `| ${name} | ${count} |`)
  const line = ({ name, bytes, rows }: ReleaseFile) => `| ${name} | ${rows ?? ''} | ${bytes} |`
  return `# OnRecord, release ${id}

${about}

All rows that were published on ${createdAt}, of one moment. License: ${license}
(${licenseUrl(license)}); quoted words remain those of their authors.

| resource | rows |
| --- | --- |
${counts.join('\n')}

- \`<resource>.ndjson\`, \`.csv\` and \`.parquet\` hold the same rows in three formats, links as ids;
  \`datapackage.json\` describes the columns of the CSV files and how they belong together.
- \`record.ndjson\` holds all rows in the form that \`onrecord import record.ndjson\` takes.
- \`merged.csv\` says where the ids of rows lead that were merged into others.
- \`sha256sum -c SHA256SUMS\` checks that every file is as it was published.
- What happened since: \`/v1/changes?after=${position}\`.

| file | rows | bytes |
| --- | --- | --- |
${files.map(line).join('\n')}
`
}
