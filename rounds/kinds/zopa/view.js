// Both forms; the parts are in axis.js, handle.js, plot.js, zone/ and interval/.

import { whenLeaving } from "../../ui/shared/number_fields.js";
import { intervalView } from "./interval/view.js";
import { zoneView } from "./zone/view.js";

export function makeView(card) {
  const form = card.exercise.form === "zone" ? zoneView(card) : intervalView(card);
  const stop = whenLeaving(form.flush);
  return {
    element: form.element,
    speaks: true, // it answers what one does, also to who only hears it
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update: form.update,
    flush: form.flush,
    leave() {
      form.flush();
      stop();
      form.leave();
    },
  };
}
