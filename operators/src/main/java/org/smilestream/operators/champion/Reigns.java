package org.smilestream.operators.champion;

import java.util.ArrayList;
import java.util.List;

/**
 * Who was the champion when, the oldest first; immutable. Each reign begins later in event time
 * than the one before it, or at the same time.
 */
record Reigns(List<Reign> all) {
  /** More than there are rows of so long ago on their way. */
  static final int MOST = 100;

  Reigns {
    all = List.copyOf(all);
  }

  /** A model that is the champion from the beginning. */
  static Reigns of(String model) {
    return new Reigns(List.of(new Reign(model, Long.MIN_VALUE)));
  }

  Reigns then(Reign next) {
    List<Reign> more = new ArrayList<>(all);
    more.add(next);
    return new Reigns(more.subList(Math.max(0, more.size() - MOST), more.size()));
  }

  /** The champion of now. */
  String champion() {
    return all.get(all.size() - 1).model();
  }

  /** The champion of the rows of an event time. */
  String at(long eventTime) {
    for (int i = all.size() - 1; i > 0; i--) {
      if (eventTime > all.get(i).after()) {
        return all.get(i).model();
      }
    }
    return all.get(0).model();
  }
}
