/** A page that runs the steps itself. */
import { journey } from './journey.js'

globalThis.journey = journey
