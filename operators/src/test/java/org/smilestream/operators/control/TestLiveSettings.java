package org.smilestream.operators.control;

import java.util.Map;
import java.util.Set;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.learner.Streams;

/** Two options of the settings of {@link Streams}. */
public record TestLiveSettings() implements LiveSettings {
  public static final String WINDOW = "window.rows";
  public static final String STEPS = "learning.steps-per-row";

  private static final long serialVersionUID = 1;

  @Override
  public void check(Map<String, String> options) {
    for (String name : options.keySet()) {
      if (!Set.of(WINDOW, STEPS).contains(name)) {
        throw new IllegalArgumentException("option '" + name + "' cannot be changed");
      }
    }
  }

  @Override
  public LearnerSettings with(Map<String, String> options) {
    LearnerSettings usual = Streams.settings();
    int window = number(options, WINDOW, usual.memory().rows());
    return new LearnerSettings(
        usual.warmUpRows(),
        Memory.window(window),
        usual.rowsPerRound(),
        number(options, STEPS, usual.stepsPerRow()),
        usual.batchRows(),
        usual.thinning(),
        usual.samplesPerChain(),
        usual.warmStart(),
        usual.drift(),
        usual.sampler());
  }

  private static int number(Map<String, String> options, String name, int usual) {
    return options.containsKey(name) ? Integer.parseInt(options.get(name)) : usual;
  }
}
