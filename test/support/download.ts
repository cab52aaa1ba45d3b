/** GET over a real socket, with the trailers, and whether the answer came whole. */
import http from 'node:http'

export interface Download {
  status: number
  headers: http.IncomingHttpHeaders
  trailers: Record<string, string | undefined>
  body: Buffer
  /** False where the connection broke before the end. */
  complete: boolean
}

export function download(
  url: string,
  headers: http.OutgoingHttpHeaders = {},
  method = 'GET'
): Promise<Download> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', () => {})
      response.on('close', () => {
        const { statusCode = 0, trailers, complete } = response
        const body = Buffer.concat(chunks)
        resolve({ status: statusCode, headers: response.headers, trailers, body, complete })
      })
    })
    request.on('error', reject)
    request.end()
  })
}
