package org.smilestream.job.watch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;
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

  private static final Provenance PROVENANCE = new Provenance(Phase.SAMPLING, 4, 2, 100, 0, 1);

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
    return prediction(id, sequence, target, pit, null);
  }

  /** The same, with the quantiles after recalibration. */
  static Prediction prediction(
      String id, long sequence, double target, double pit, double[] recalibrated) {
    double[] quantiles = {6.7, 8.65, 10, 11.35, 13.3};
    return new Prediction(
        id,
        START + 1000 * sequence,
        "m",
        sequence,
        PROVENANCE,
        new PredictiveSummary(10, 2, quantiles, 3, 1, null, recalibrated),
        null,
        target,
        new Score(-1.5, 0.5, pit));
  }

  /** The same prediction by a model of another name. */
  static Prediction of(String model, Prediction p) {
    return new Prediction(
        p.id(),
        p.eventTime(),
        model,
        p.sequence(),
        p.provenance(),
        p.number(),
        p.classes(),
        p.target(),
        p.score());
  }

  /** A prediction of classes. */
  static Prediction ofClasses(long sequence, double target, double... probabilities) {
    boolean happened = !Double.isNaN(target);
    return new Prediction(
        "row-" + sequence,
        START + 1000 * sequence,
        "m",
        sequence,
        PROVENANCE,
        null,
        new ClassProbabilities(probabilities, 0.5, 0.4, 0.1),
        target,
        happened ? Score.ofClass(Math.log(probabilities[(int) target])) : Score.NONE);
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
