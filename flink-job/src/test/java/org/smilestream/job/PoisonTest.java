package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.job.options.JobSettings;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.order.OrderOperator;
import org.smilestream.operators.order.OrderedProcessOperator;
import org.smilestream.operators.order.OrderedRow;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;
import org.smilestream.sampler.ChainState;

/**
 * Wild rows in a stream that does not change otherwise, on the way that they take through the job:
 * parsed, ordered and encoded, predicted, learned. The scores come back while the wild rows are
 * still in the window.
 */
class PoisonTest {
  private static final int ROWS = 1100;
  private static final int POISONED_AT = 600;
  private static final int CHAINS = 2;

  /** Nats a row, of the mean over the 500 rows that follow. */
  private static final double TOLERANCE = 0.1;

  /**
   * A row with a wild feature is learned from at the limit, since a feature can be rare and right:
   * a likelihood with one σ for all rows pays for it as long as the row is in the window.
   */
  private static final double TOLERANCE_OF_FEATURES = 0.5;

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "gaussian-heteroscedastic"})
  void theScoresComeBack(String likelihood) throws Exception {
    double undisturbed = scoreAfter(POISONED_AT, run(likelihood, SyntheticStream.rows(ROWS)));
    assertThat(undisturbed).isGreaterThan(-4);

    // A million times the deviation of the target, which is 48.
    Map<String, Double> targets =
        run(likelihood, with(POISONED_AT, "y", "5e7", "-5e7", "1e15", "5e7", "-1e15"));
    assertThat(targets.get("wild-0")).isLessThan(-1000);
    assertThat(scoreAfter(POISONED_AT, targets)).isGreaterThan(undisturbed - TOLERANCE);

    Map<String, Double> features =
        run(
            likelihood,
            with(POISONED_AT, "x1", "1e15", "-1e15", "1e6", "-0.0", "4.9e-324", "999999999999999"));
    assertThat(scoreAfter(POISONED_AT, features))
        .isGreaterThan(undisturbed - TOLERANCE_OF_FEATURES);
  }

  /** The scaler is made of a hundred rows, five of them wild. */
  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "gaussian-heteroscedastic"})
  void theScalerIsNotPoisoned(String likelihood) throws Exception {
    int from = ROWS - 500;
    double undisturbed = scoreAfter(from, run(likelihood, SyntheticStream.rows(ROWS)));
    List<ObjectNode> rows = with(50, "y", "1e15", "-1e15", "5e7");
    assertThat(scoreAfter(from, run(likelihood, rows))).isGreaterThan(undisturbed - TOLERANCE);

    rows.addAll(70, with(70, "x1", "1e15", "-1e15").subList(70, 72));
    assertThat(scoreAfter(from, run(likelihood, rows)))
        .isGreaterThan(undisturbed - TOLERANCE_OF_FEATURES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e16",
        "1e300",
        "-1.7976931348623157e308",
        "1e309",
        "NaN",
        "-Infinity",
        "\"NaN\""
      })
  void whatIsNotFiniteOrTooLargeIsNoRow(String value) {
    RowParser parser = new RowParser(SyntheticStream.SCHEMA, true);
    for (String column : List.of("x1", "y")) {
      byte[] json = SyntheticStream.bytes(with(0, column, value).get(0).toString());

      DeadLetter letter = parser.parse(json, "t", 0, 0).get(0).deadLetter();

      assertThat(letter.code()).isEqualTo(DeadLetter.BAD_VALUE);
      assertThat(letter.reason()).contains("column '" + column + "'");
    }
  }

  /** The stream with further rows at one place, each with a value of its own in a column. */
  private static List<ObjectNode> with(int at, String column, String... values) {
    List<ObjectNode> rows = SyntheticStream.rows(ROWS);
    ObjectNode next = rows.get(at);
    for (int i = 0; i < values.length; i++) {
      ObjectNode wild = next.deepCopy().put("id", "wild-" + i);
      wild.putRawValue(column, new RawValue(values[i]));
      rows.add(at + i, wild);
    }
    return rows;
  }

  /** Mean log predictive density of 500 rows. */
  private static double scoreAfter(int row, Map<String, Double> scores) {
    return IntStream.range(row, row + 500)
        .mapToDouble(i -> scores.get(SyntheticStream.id(i)))
        .average()
        .orElseThrow();
  }

  /** The log predictive density of each row that is predicted from samples. */
  private static Map<String, Double> run(String likelihood, List<ObjectNode> rows)
      throws Exception {
    JobSettings settings =
        JobSettings.from(
            Configuration.fromMap(
                Map.of(
                    "kafka.bootstrap-servers", "none",
                    "schema.file", "none",
                    "model.hidden", "8",
                    "model.likelihood", likelihood,
                    "window.rows", "1000",
                    "learning.batch-rows", "64",
                    "warm-start.max-epochs", "50")));
    ModelSpec spec = settings.model().spec(SyntheticStream.SCHEMA);
    LearnerSettings learning = settings.learner();
    LogDensityEngine engine = Engines.find("auto").create(spec, learning.engineRows());
    int[] chains = IntStream.range(0, CHAINS).toArray();
    ChainGroupLearner learner = new ChainGroupLearner("m", 0, chains, spec, learning, engine);
    ModelFingerprint fingerprint =
        ModelFingerprint.of(SyntheticStream.SCHEMA, spec, learning.sampler());
    Ensemble ensemble = new Ensemble(learning.samplesPerChain());
    Predictor predictor = new Predictor("m", spec);
    Map<String, Double> scores = new HashMap<>();
    try (var harness = order(fingerprint, spec.likelihood(), learning.warmUpRows())) {
      harness.open();
      feed(harness, rows);
      Scaler scaler = scaler(harness);
      for (OrderedRow ordered : harness.extractOutputValues()) {
        EncodedRow row = ordered.row();
        assertThat(Arrays.stream(row.numeric())).allMatch(x -> Math.abs(x) <= Scaler.LIMIT);
        assertThat(Math.abs(row.target())).isLessThanOrEqualTo(Scaler.LIMIT);
        if (!ensemble.isEmpty()) {
          scores.put(row.id(), predictor.predict(row, ensemble, scaler).score().logDensity());
        }
        learner.learn(row, false).ifPresent(round -> round.samples().forEach(ensemble::add));
      }
    }
    for (ChainState chain : learner.snapshot().chains()) {
      assertThat(Arrays.stream(chain.position())).allMatch(Double::isFinite);
      assertThat(chain.stepSize()).isBetween(1e-6, 1.0);
    }
    return scores;
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> order(
      ModelFingerprint fingerprint, Likelihood likelihood, int warmUpRows) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new OrderedProcessOperator(
            new OrderOperator(
                fingerprint,
                SyntheticStream.SCHEMA,
                likelihood,
                warmUpRows,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty())),
        row -> "m",
        Types.STRING);
  }

  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness,
      List<ObjectNode> rows)
      throws Exception {
    RowParser parser = new RowParser(SyntheticStream.SCHEMA, true);
    for (int i = 0; i < rows.size(); i++) {
      byte[] json = SyntheticStream.bytes(rows.get(i).toString());
      Row row = parser.parse(json, "t", 0, i).get(0).row();
      if (row != null) {
        harness.processElement(row, row.eventTime());
      }
    }
    harness.processWatermark(Long.MAX_VALUE);
  }

  /** The newest one; null before the first row. */
  private static Scaler scaler(
      KeyedOneInputStreamOperatorTestHarness<String, Row, OrderedRow> harness) {
    Scaler scaler = null;
    for (var update : harness.getSideOutput(OrderOperator.KNOWLEDGE)) {
      Scaler known = update.getValue().scaler();
      scaler = known == null ? scaler : known;
    }
    return scaler;
  }
}
