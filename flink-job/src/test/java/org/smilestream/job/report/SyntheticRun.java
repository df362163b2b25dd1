package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;
import org.smilestream.data.TunerStatistics;
import org.smilestream.posterior.GaussianMixture;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

/** Predictions N(mean, deviation²) of targets drawn from them, and chains that settle. */
final class SyntheticRun {
  private static final double[] STANDARD_QUANTILES = {-1.644854, -0.674490, 0, 0.674490, 1.644854};
  private static final long START = 1388534400000L;

  private SyntheticRun() {}

  /**
   * @param trueDeviation of the targets, in units of the predicted deviation; 1 is calibrated
   */
  static List<Prediction> predictions(int rows, double trueDeviation) {
    Random random = new Random(17);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double mean = 12 + 8 * Math.sin(i / 40.0);
      double deviation = 4 + 2 * Math.cos(i / 90.0) + 20.0 / (1 + i / 50.0);
      double target = mean + trueDeviation * deviation * random.nextGaussian();
      Phase phase = i < 100 ? Phase.WARMING_UP : Phase.SAMPLING;
      predictions.add(prediction(i, phase, mean, deviation, target));
    }
    return predictions;
  }

  /** The same with quantiles beside them that are {@code factor} as far from the mean. */
  static List<Prediction> recalibrated(int rows, double trueDeviation, double factor) {
    return predictions(rows, trueDeviation).stream()
        .map(each -> recalibrated(each, factor))
        .toList();
  }

  private static Prediction recalibrated(Prediction plain, double factor) {
    double mean = plain.number().mean();
    double[] quantiles =
        Arrays.stream(plain.number().quantiles())
            .map(quantile -> mean + factor * (quantile - mean))
            .toArray();
    return new Prediction(
        plain.id(),
        plain.eventTime(),
        plain.model(),
        plain.sequence(),
        plain.provenance(),
        plain.number().recalibrated(quantiles),
        null,
        plain.target(),
        plain.score());
  }

  static Prediction prediction(
      long sequence, Phase phase, double mean, double deviation, double target) {
    GaussianMixture normal = new GaussianMixture(new double[] {mean}, new double[] {deviation});
    double z = (target - mean) / deviation;
    double logDensity = -0.5 * z * z - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
    return new Prediction(
        "row-" + sequence,
        START + 60_000 * sequence,
        "flights",
        sequence,
        new Provenance(phase, 80, 8, 4 * sequence, 0, 1),
        new PredictiveSummary(
            mean,
            deviation,
            Arrays.stream(STANDARD_QUANTILES).map(q -> mean + q * deviation).toArray(),
            0.8 * deviation * deviation,
            0.2 * deviation * deviation,
            null,
            null),
        null,
        target,
        new Score(logDensity, normal.crps(target), normal.pit(target)));
  }

  /** Two groups of four chains whose step sizes settle at some 0.0008. */
  static List<TunerStatistics> statistics(int reports) {
    Random random = new Random(18);
    List<TunerStatistics> statistics = new ArrayList<>();
    for (int i = 1; i <= reports; i++) {
      for (int group = 0; group < 2; group++) {
        double stepSize = 8e-4 * Math.exp(0.2 * random.nextGaussian() - 3 * Math.exp(-i / 30.0));
        long steps = 40L * i + group;
        statistics.add(
            new TunerStatistics(
                "flights",
                group,
                new int[] {group, group + 2, group + 4, group + 6},
                10L * i,
                START + 600_000L * i,
                i < 50 ? Phase.TUNING : Phase.SAMPLING,
                Math.min(5000, 10L * i),
                steps,
                0,
                fill(j -> stepSize),
                fill(j -> 0.05 * Math.exp(0.3 * random.nextGaussian())),
                fill(j -> 0.02 * Math.exp(0.3 * random.nextGaussian())),
                fill(j -> 1e-8 * Math.exp(1.5 * random.nextGaussian())),
                new long[] {0, steps / 100, 0, steps / 50},
                new long[4],
                fill(j -> -1000 - random.nextDouble()),
                "vector",
                null));
      }
    }
    return statistics;
  }

  private static double[] fill(IntToDoubleFunction value) {
    return IntStream.range(0, 4).mapToDouble(value).toArray();
  }

  static RunSummary summary(List<Prediction> predictions, List<TunerStatistics> statistics) {
    return new RunSummary(
        predictions.size(),
        predictions.size(),
        3,
        48.25,
        5,
        "vector",
        "target/report.html",
        Scores.of(predictions),
        SamplerSummary.of(sampler(SamplerSettings.Name.PSMILE), statistics, 48.25));
  }

  static SamplerSettings sampler(SamplerSettings.Name name) {
    return new SamplerSettings(
        name,
        Preconditioner.NOISE_VARIANCE,
        SamplerSettings.PRECONDITIONER_WINDOW,
        SamplerSettings.TunerName.STATIONARY,
        PublishedTunerSettings.DEFAULT,
        1e-3,
        Double.NaN,
        10,
        1000,
        2000,
        1);
  }
}
