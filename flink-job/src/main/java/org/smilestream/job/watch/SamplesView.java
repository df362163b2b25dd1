package org.smilestream.job.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Scaler;
import org.smilestream.job.report.Numbers;
import org.smilestream.model.ModelSpec;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;

/**
 * A prediction and the samples behind it, each with what it alone would have predicted. A number
 * that is not known is NaN.
 *
 * @param target what happened, a class by its place in {@code classes}
 * @param classes labels of the probabilities; empty for numbers
 * @param wanted number of samples that the prediction was made with; {@code samples} has those that
 *     are still known
 * @param together the mixture of these samples: that of the prediction, if all are known
 * @param curves null for classes
 */
record SamplesView(
    String id,
    String time,
    double target,
    List<String> classes,
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
      PredictiveSummary number = prediction.number();
      ClassProbabilities classes = prediction.classes();
      return new Moments(
          number == null ? Double.NaN : number.mean(),
          number == null ? Double.NaN : number.standardDeviation(),
          prediction.score().logDensity(),
          classes == null ? null : classes.probabilities());
    }
  }

  /** A sample and what it says of the row. */
  record Sample(int chain, long step, long lastSequence, String phase, Moments says) {}

  /** Where densities, or of counts probabilities, are taken, and those of each chain and of all. */
  record Curves(double[] at, double[] all, Map<Integer, double[]> chains) {}

  static SamplesView of(Behind behind) {
    Prediction prediction = behind.prediction();
    EncodedRow row = behind.row();
    Scaler scaler = behind.scaler();
    ModelSpec spec = behind.model().spec();
    Predictor predictor = new Predictor(prediction.model(), spec);
    List<Sample> each = new ArrayList<>();
    for (PosteriorSample sample : behind.samples()) {
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
        row.rawTarget(),
        behind.model().schema().classes(),
        Moments.of(prediction),
        Moments.of(predictor.predict(row, ensemble(behind.samples()), scaler)),
        prediction.provenance().samples(),
        each,
        prediction.number() == null ? null : curves(behind, predictor));
  }

  private static Ensemble ensemble(List<PosteriorSample> samples) {
    Ensemble ensemble = new Ensemble(samples.size());
    samples.forEach(ensemble::add);
    return ensemble;
  }

  private static Curves curves(Behind behind, Predictor predictor) {
    double[] at =
        behind.model().spec().likelihood().isOfCounts()
            ? counts(behind.prediction())
            : numbers(behind.prediction());
    Map<Integer, double[]> chains = new TreeMap<>();
    behind.samples().stream()
        .collect(Collectors.groupingBy(PosteriorSample::chain))
        .forEach((chain, own) -> chains.put(chain, density(at, behind, predictor, ensemble(own))));
    return new Curves(at, density(at, behind, predictor, ensemble(behind.samples())), chains);
  }

  /** Where the densities of a number are taken. */
  private static double[] numbers(Prediction prediction) {
    double center = center(prediction);
    double from = center - reach(prediction);
    double step = 2 * reach(prediction) / (POINTS - 1);
    return IntStream.range(0, POINTS).mapToDouble(i -> from + i * step).toArray();
  }

  /** Where the probabilities of a count are taken: nothing lies between counts. */
  private static double[] counts(Prediction prediction) {
    double reach = Math.max(1, reach(prediction));
    double from = Math.max(0, Math.floor(center(prediction) - reach));
    double to = Math.ceil(center(prediction) + reach);
    double step = Math.max(1, Math.ceil((to - from) / (POINTS - 1)));
    int points = (int) ((to - from) / step) + 1;
    return IntStream.range(0, points).mapToDouble(i -> from + i * step).toArray();
  }

  private static double center(Prediction prediction) {
    double[] quantiles = prediction.number().quantiles();
    return (quantiles[0] + quantiles[quantiles.length - 1]) / 2;
  }

  private static double reach(Prediction prediction) {
    double[] quantiles = prediction.number().quantiles();
    double width = quantiles[quantiles.length - 1] - quantiles[0];
    double reach = Math.max(MARGIN * width / 2, Double.MIN_NORMAL);
    if (Double.isFinite(prediction.target())) {
      // What happened is to be seen, unless it would flatten the rest.
      double away = 1.1 * Math.abs(prediction.target() - center(prediction));
      return Math.max(reach, Math.min(2 * reach, away));
    }
    return reach;
  }

  private static double[] density(
      double[] at, Behind behind, Predictor predictor, Ensemble ensemble) {
    EncodedRow row = behind.row();
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
      density[i] =
          Math.exp(predictor.predict(there, ensemble, behind.scaler()).score().logDensity());
    }
    return density;
  }
}
