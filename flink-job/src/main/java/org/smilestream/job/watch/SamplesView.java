package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;
import org.smilestream.job.report.Numbers;
import org.smilestream.model.ModelSpec;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;

/**
 * A prediction and the samples behind it, each with what it alone would have predicted. A number
 * that is not known is NaN.
 *
 * @param wanted number of samples that the prediction was made with; {@code samples} has those that
 *     are still known
 * @param together the mixture of these samples: that of the prediction, if all are known
 * @param curves where the densities are taken, and the density of each chain and of all
 */
record SamplesView(
    String id,
    String time,
    double target,
    Moments predicted,
    Moments together,
    int wanted,
    List<Sample> samples,
    Curves curves) {

  private static final int POINTS = 81;
  private static final double MARGIN = 1.5;

  /** Of a predictive distribution; of classes the probabilities alone. */
  record Moments(double mean, double standardDeviation, double logDensity, double[] probabilities) {
    private static Moments of(Prediction prediction) {
      return new Moments(
          prediction.mean(),
          prediction.standardDeviation(),
          prediction.logDensity(),
          prediction.probabilities());
    }
  }

  /** A sample and what it says of the row. */
  record Sample(int chain, long step, long lastSequence, String phase, Moments says) {}

  /** Null for classes. */
  record Curves(double[] at, double[] all, Map<Integer, double[]> chains) {}

  /**
   * @param samples at least one
   */
  static SamplesView of(
      Prediction prediction,
      EncodedRow row,
      Scaler scaler,
      ModelSpec spec,
      List<PosteriorSample> samples) {
    Predictor predictor = new Predictor(prediction.model(), spec);
    List<Sample> each = new ArrayList<>();
    for (PosteriorSample sample : samples) {
      Prediction alone = predictor.predict(row, ensemble(List.of(sample)), scaler);
      each.add(
          new Sample(
              sample.chain(),
              sample.step(),
              sample.lastSequence(),
              sample.phase().name(),
              Moments.of(alone)));
    }
    return new SamplesView(
        prediction.id(),
        Numbers.time(prediction.eventTime()),
        prediction.target(),
        Moments.of(prediction),
        Moments.of(predictor.predict(row, ensemble(samples), scaler)),
        prediction.samples(),
        each,
        prediction.quantiles() == null
            ? null
            : curves(prediction, row, scaler, predictor, samples));
  }

  private static Ensemble ensemble(List<PosteriorSample> samples) {
    Ensemble ensemble = new Ensemble(samples.size());
    samples.forEach(ensemble::add);
    return ensemble;
  }

  private static Curves curves(
      Prediction prediction,
      EncodedRow row,
      Scaler scaler,
      Predictor predictor,
      List<PosteriorSample> samples) {
    double[] quantiles = prediction.quantiles();
    double low = quantiles[0];
    double high = quantiles[quantiles.length - 1];
    double center = (low + high) / 2;
    double reach = Math.max(MARGIN * (high - low) / 2, Double.MIN_NORMAL);
    if (Double.isFinite(prediction.target())) {
      // What happened is to be seen, unless it would flatten the rest.
      reach = Math.max(reach, Math.min(2 * reach, 1.1 * Math.abs(prediction.target() - center)));
    }
    double from = center - reach;
    double step = 2 * reach / (POINTS - 1);
    double[] at = IntStream.range(0, POINTS).mapToDouble(i -> from + i * step).toArray();
    Map<Integer, double[]> chains = new TreeMap<>();
    samples.stream()
        .collect(Collectors.groupingBy(PosteriorSample::chain))
        .forEach(
            (chain, own) -> chains.put(chain, density(at, row, scaler, predictor, ensemble(own))));
    return new Curves(at, density(at, row, scaler, predictor, ensemble(samples)), chains);
  }

  private static double[] density(
      double[] at, EncodedRow row, Scaler scaler, Predictor predictor, Ensemble ensemble) {
    double[] density = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      EncodedRow there =
          new EncodedRow(
              row.sequence(),
              row.id(),
              row.eventTime(),
              row.numeric(),
              row.categories(),
              row.target(),
              at[i],
              row.scalerVersion());
      density[i] = Math.exp(predictor.predict(there, ensemble, scaler).logDensity());
    }
    return density;
  }
}
