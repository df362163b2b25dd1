package org.smilestream.operators.control;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that control records have changed of how a model learns.
 *
 * @param options values as text, by the names of the options; all others are as configured
 * @param paused whether the chains rest
 * @param rewarms number of warm starts that were asked for
 */
public record LiveChanges(Map<String, String> options, boolean paused, long rewarms)
    implements Serializable {

  /** Nothing. */
  public static final LiveChanges NONE = new LiveChanges(Map.of(), false, 0);

  public LiveChanges {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /**
   * The same with other values.
   *
   * @param changes null for an option that is to be as configured
   */
  public LiveChanges with(Map<String, String> changes) {
    Map<String, String> all = new TreeMap<>(options);
    all.putAll(changes);
    all.values().removeIf(value -> value == null);
    return new LiveChanges(all, paused, rewarms);
  }

  public LiveChanges paused(boolean now) {
    return new LiveChanges(options, now, rewarms);
  }

  public LiveChanges rewarmed() {
    return new LiveChanges(options, paused, rewarms + 1);
  }

  /** What of this was another way before, in words. */
  public String since(LiveChanges before) {
    List<String> words = new ArrayList<>();
    Map<String, String> names = new TreeMap<>(before.options);
    names.putAll(options);
    for (String name : names.keySet()) {
      String now = options.get(name);
      if (now == null) {
        words.add(name + " is as configured");
      } else if (!now.equals(before.options.get(name))) {
        words.add(name + " is " + now);
      }
    }
    if (paused != before.paused) {
      words.add(paused ? "learning pauses" : "learning goes on");
    }
    return String.join(", ", words);
  }
}
