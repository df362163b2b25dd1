package org.smilestream.job.watch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/** Records as a job writes them. */
final class WatchedRecords {
  static final long START = 1388534400000L;

  /** When all records are read. */
  static final long NOW = 1_800_000_000_000L;

  static final Schema SCHEMA =
      new Schema("m", Task.REGRESSION, "id", "time", List.of("x"), List.of(), "y", List.of());

  /** The same of two classes. */
  static final Schema CLASSES =
      new Schema(
          "m",
          Task.CLASSIFICATION,
          "id",
          "time",
          List.of("x"),
          List.of(),
          "y",
          List.of("up", "down"));

  private WatchedRecords() {}

  /** A job whose model is that of the schema. */
  static LiveJob job() {
    return new LiveJob(
        List.of(SCHEMA), Choice.ANY, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
  }

  /**
   * A prediction of 10 ± 2.
   *
   * @param sequence −1 for a request
   */
  static Prediction prediction(String id, long sequence, double target, double pit) {
    return new Prediction(
        id,
        START + 1000 * sequence,
        "m",
        Phase.SAMPLING,
        sequence,
        10,
        2,
        new double[] {6.7, 8.65, 10, 11.35, 13.3},
        3,
        1,
        null,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        4,
        2,
        100,
        0,
        1,
        target,
        -1.5,
        0.5,
        pit);
  }

  /** The same prediction by a model of another name. */
  static Prediction of(String model, Prediction p) {
    return new Prediction(
        p.id(),
        p.eventTime(),
        model,
        p.phase(),
        p.sequence(),
        p.mean(),
        p.standardDeviation(),
        p.quantiles(),
        p.aleatoricVariance(),
        p.epistemicVariance(),
        p.probabilities(),
        p.entropy(),
        p.aleatoricEntropy(),
        p.mutualInformation(),
        p.samples(),
        p.chains(),
        p.newestStep(),
        p.newestAge(),
        p.scalerVersion(),
        p.target(),
        p.logDensity(),
        p.crps(),
        p.pit());
  }

  /** A prediction of classes. */
  static Prediction ofClasses(long sequence, double target, double... probabilities) {
    return new Prediction(
        "row-" + sequence,
        START + 1000 * sequence,
        "m",
        Phase.SAMPLING,
        sequence,
        Double.NaN,
        Double.NaN,
        null,
        Double.NaN,
        Double.NaN,
        probabilities,
        0.5,
        0.4,
        0.1,
        4,
        2,
        100,
        0,
        1,
        target,
        Double.isNaN(target) ? Double.NaN : Math.log(probabilities[(int) target]));
  }

  static byte[] bytes(Prediction prediction) {
    return new PredictionFormat(SCHEMA).value(prediction);
  }

  static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] tuner(int group, long steps, double stepSize, String event) {
    return bytes(
        """
        {"type":"tuner","model":"m","group":%d,"chains":[%d,%d],"sequence":9,"eventTime":"2014-01-01T00:00:00Z",
        "phase":"SAMPLING","windowRows":100,"steps":%d,"skippedSteps":0,"stepSizes":[%s,%s],
        "energyErrorMeans":[0.5,0.6],"energyErrorSpreads":[0.1,0.1],"normalisedEnergyErrors":[1e-6,null],
        "rejections":[0,1],"divergences":[0,0],"logDensities":[-1,-2],"engine":"vector"%s}"""
            .formatted(
                group,
                group,
                group + 2,
                steps,
                stepSize,
                2 * stepSize,
                event == null ? "" : ",\"event\":\"" + event + "\""));
  }
}
