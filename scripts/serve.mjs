/** A static server for the demo and its tests: a handful of folders, flat, on this machine only. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const chart = 'node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.mjs'

/**
 * The file behind a path; undefined where there is none.
 * A name has no slash and begins with no dot, so nothing outside these folders can be named.
 */
function fileOf(path) {
  if (path === '/') return 'demo/index.html'
  if (path === '/vendor/lightweight-charts.mjs') return chart
  const [, folder = 'demo/', name] = /^\/(dist\/)?(\w[\w.-]*)$/.exec(path) ?? []
  return name !== undefined && extname(name) in types ? folder + name : undefined
}

/**
 * Serves the page.
 * @param {{ port?: number, tries?: number, config?: unknown, pages?: Record<string, string> }} options
 *   `port` 0 takes a free one; `tries` ports in a row are tried; `config` is told at `/config.json`;
 *   `pages` are texts by path, documents unless the path says otherwise
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function serve({ port = 0, tries = 1, config = {}, pages = {} } = {}) {
  const answer = async (method, path) => {
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: '.json', body: '{}' }
    if (path === '/config.json') return { status: 200, type: '.json', body: JSON.stringify(config) }
    if (Object.hasOwn(pages, path)) return { status: 200, type: extname(path) || '.html', body: pages[path] }
    const file = fileOf(path)
    try {
      if (file !== undefined) {
        return { status: 200, type: extname(file), body: await readFile(fileURLToPath(new URL(file, root))) }
      }
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EISDIR') throw error
    }
    return { status: 404, type: '.json', body: '{"error":"There is no such page."}' }
  }

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]
    try {
      const { status, type, body } = await answer(request.method, path)
      response.writeHead(status, {
        'content-type': types[type],
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    } catch {
      response.writeHead(500).end()
    }
  })
  await listen(server, port, tries)
  const { port: taken } = server.address()
  return {
    url: `http://127.0.0.1:${taken}/`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function listen(server, port, tries) {
  for (let next = port; ; next++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(next, '127.0.0.1', () => {
          server.off('error', reject)
          resolve()
        })
      })
      return
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || next + 1 >= port + tries) throw error
    }
  }
}
