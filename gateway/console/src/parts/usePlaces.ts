// Names of rooms, doors, departments, posts and people, for ids.
import { useMemo } from 'react';
import { sentence } from '../app/api';
import { isolated } from '../app/format';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';

export function usePlaces() {
  const { site, presence } = useLive();
  const { language, t } = usePrefs();
  return useMemo(() => {
    const rooms = new Map((site?.rooms ?? []).map((room) => [room.room, room]));
    const doors = new Map((site?.doors ?? []).map((door) => [door.door, door]));
    const departments = new Map((site?.departmentNames ?? []).map((one) => [one.id, one.name]));
    const posts = new Map((site?.postNames ?? []).map((one) => [one.id, one.name]));
    const holders = new Map((site?.holders ?? []).map((holder) => [holder.person, holder.name]));
    return {
      rooms,
      doors,
      roomName: (id: string) => (id === '' ? t('street') : sentence(rooms.get(id)?.name, language) || id),
      doorName: (id: string) => sentence(doors.get(id)?.name, language) || id,
      departmentName: (id: string) => sentence(departments.get(id), language) || id,
      postName: (id: string) => sentence(posts.get(id), language) || id,
      personName: (id: string) => isolated(holders.get(id) || presence.items.get(id)?.name || id),
    };
  }, [site, presence, language, t]);
}
