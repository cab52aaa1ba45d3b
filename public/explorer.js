/** GraphiQL on /graphql. */
const { React, ReactDOM, GraphiQL } = window

const defaultQuery = `# Who claimed what, in which exact words, and what has been said of it since?
{
  claims(first: 5) {
    nodes {
      proposition
      claimants {
        agency { name }
        person { name }
      }
      statement { title issuedOn }
      quotes { exact }
      assessments { nodes { kind body } }
    }
  }
}
`

ReactDOM.createRoot(document.getElementById('explorer')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultQuery
  })
)
