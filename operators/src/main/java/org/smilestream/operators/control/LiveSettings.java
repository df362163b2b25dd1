package org.smilestream.operators.control;

import java.io.Serializable;
import java.util.Map;
import org.smilestream.learner.LearnerSettings;

/** How a model learns, as far as options change it while it does. */
public interface LiveSettings extends Serializable {

  /**
   * Checks each option by itself.
   *
   * @param options values as text by name; null: as configured
   * @throws IllegalArgumentException in one sentence that names the option and the value, if one
   *     cannot be changed or has no such value
   */
  void check(Map<String, String> options);

  /**
   * The configured settings with other values of some options.
   *
   * @throws IllegalArgumentException in one sentence that names the option and the value, if the
   *     options do not fit each other
   */
  LearnerSettings with(Map<String, String> options);
}
