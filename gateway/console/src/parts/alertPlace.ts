// Where an alert is, as the map knows places: at doors.
import type { Alert } from '../gen/secure/v1/alerts_pb';
import type { DoorPlace } from '../gen/secure/v1/site_pb';

/** Its door; of one that names a room alone, the doors into that room. */
export const doorsOf = (alert: Alert, doors: readonly DoorPlace[]): string[] =>
  alert.door ? [alert.door] : doors.filter((door) => alert.room !== '' && door.into === alert.room).map((door) => door.door);
