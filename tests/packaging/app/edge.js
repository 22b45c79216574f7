/** A worker at the edge: it does the journey for whoever sends it the files. */
import { journey } from './journey.js'

export default {
  async fetch(request) {
    const outcome = await journey(await request.json()).catch((error) => ({
      failed: String(error),
      help: error.help,
      cause: String(error.cause),
    }))
    return Response.json(outcome)
  },
}
