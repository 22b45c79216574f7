/** An edge worker: it runs the steps with the files of each request. */
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
