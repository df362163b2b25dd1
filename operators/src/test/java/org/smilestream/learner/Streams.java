package org.smilestream.learner;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.smilestream.data.EncodedRow;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

/** Small streams and settings for tests of learner and operators. */
public final class Streams {
  /** Two numeric columns and a categorical one of four slots. */
  public static final ModelSpec SPEC =
      new ModelSpec(
          2,
          List.of(4),
          List.of(8),
          2,
          Activation.RELU,
          Likelihood.GAUSSIAN_HETEROSCEDASTIC,
          Prior.STANDARD_NORMAL);

  private Streams() {}

  /** Rows of y = x₀ − x₁/2 + category/2 + noise of deviation 0.1, one a second. */
  public static List<EncodedRow> rows(int count) {
    var random = CounterRandom.of(3, 0, 0, CounterRandom.Use.MINIBATCH);
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    List<EncodedRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = {normal.sample(), normal.sample()};
      int category = 1 + random.nextInt(3);
      double y = x[0] - 0.5 * x[1] + 0.5 * category + 0.1 * normal.sample();
      rows.add(new EncodedRow(i, "row-" + i, 1000L * i, x, new int[] {category}, y, y, 1));
    }
    return rows;
  }

  public static LearnerSettings settings() {
    return settings(SamplerSettings.Name.PSMILE, 2000);
  }

  static LearnerSettings settings(DriftSettings drift) {
    LearnerSettings usual = settings();
    return new LearnerSettings(
        usual.warmUpRows(),
        Memory.window(600),
        usual.rowsPerRound(),
        usual.stepsPerRow(),
        usual.batchRows(),
        usual.thinning(),
        usual.samplesPerChain(),
        usual.warmStart(),
        drift,
        usual.sampler());
  }

  static LearnerSettings settings(SamplerSettings.Name name, long cycleSteps) {
    SamplerSettings sampler =
        new SamplerSettings(
            name,
            Preconditioner.NOISE_VARIANCE,
            SamplerSettings.PRECONDITIONER_WINDOW,
            SamplerSettings.TunerName.STATIONARY,
            PublishedTunerSettings.DEFAULT,
            Double.NaN,
            Double.NaN,
            10,
            200,
            cycleSteps,
            1);
    return new LearnerSettings(
        40,
        Memory.window(150),
        5,
        4,
        32,
        10,
        4,
        WarmStartSettings.DEFAULT,
        DriftSettings.OFF,
        sampler);
  }
}
