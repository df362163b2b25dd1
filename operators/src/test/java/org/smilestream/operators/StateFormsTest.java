package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Score;
import org.smilestream.learner.Bits;
import org.smilestream.learner.DriftState;
import org.smilestream.learner.PageHinkley;
import org.smilestream.operators.chains.GroupLife;
import org.smilestream.operators.chains.GroupLifeSerializer;
import org.smilestream.operators.champion.ChampionState;
import org.smilestream.operators.champion.ChampionStateSerializer;
import org.smilestream.operators.champion.Contest;
import org.smilestream.operators.champion.Reign;
import org.smilestream.operators.champion.ScoredRow;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.control.LiveChangesSerializer;
import org.smilestream.operators.control.Selection;
import org.smilestream.operators.control.SelectionSerializer;
import org.smilestream.operators.diagnostics.ProbeHistory;
import org.smilestream.operators.diagnostics.ProbeHistorySerializer;
import org.smilestream.operators.keyed.KeyedModelState;
import org.smilestream.operators.keyed.KeyedModelStateSerializer;
import org.smilestream.operators.order.AwaitedLabel;
import org.smilestream.operators.order.AwaitedLabelSerializer;
import org.smilestream.operators.order.WaitingKey;
import org.smilestream.operators.order.WaitingKeySerializer;
import org.smilestream.operators.prediction.AwaitedScore;
import org.smilestream.operators.prediction.AwaitedScoreSerializer;
import org.smilestream.operators.prediction.ModelPredictions;
import org.smilestream.operators.prediction.WaitingTask;
import org.smilestream.operators.prediction.WaitingTaskSerializer;
import org.smilestream.operators.state.AdaptiveConformalSerializer;
import org.smilestream.operators.state.ChainStateSerializer;
import org.smilestream.operators.state.ControlRecordSerializer;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.KnowledgeUpdateSerializer;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.operators.state.ModelFingerprintSerializer;
import org.smilestream.operators.state.PosteriorSampleSerializer;
import org.smilestream.operators.state.PredictionSerializer;
import org.smilestream.operators.state.PredictiveScoresSerializer;
import org.smilestream.operators.state.RowSerializer;
import org.smilestream.operators.state.ScalerSerializer;
import org.smilestream.operators.state.VersionedSerializer;
import org.smilestream.operators.state.WindowRowSerializer;
import org.smilestream.posterior.AdaptiveConformal;
import org.smilestream.posterior.Evaluation;
import org.smilestream.posterior.GainTest;
import org.smilestream.posterior.PredictiveScores;
import org.smilestream.sampler.ChainState;

/**
 * The binary forms of all state, each against a file of its own that was written when the form was
 * new: {@code state/NAME-vN.bin}.
 */
class StateFormsTest {
  /** Longer than {@code writeUTF} takes, and beyond the characters of one byte. */
  private static final String LONG_TEXT = "é".repeat(40_000) + "\uD83D\uDEEB\0";

  private static final EncodedRow ENCODED =
      new EncodedRow(
          1L << 40,
          "2014-01-31/OO/07564",
          -1,
          new double[] {1.5, -30, Double.MIN_VALUE},
          new int[] {0, 299},
          Double.NaN,
          50,
          1);
  private static final double[] TENTHS = {1, 2, 3, 4, 5, 6, 7, 8, 8.75, 30.25};
  private static final double[] QUANTILES = {-3.5, -0.5, 0, 1.5, Double.MIN_VALUE};
  private static final DriftState DRIFT =
      new DriftState(1L << 41, 1L << 43, new PageHinkley(500, -1.25, 1e300, 12.5, -3.75, 1L << 42));
  private static final Scaler SCALER =
      new Scaler(1, 100, new double[] {1, 2}, new double[] {3, 1e300}, -4.25, 5);

  /** All that is kept: features that float32 holds, no id and no raw target. */
  private static final EncodedRow WINDOW_ROW =
      new EncodedRow(
          1L << 40, "", -1, new double[] {1.5, 0.1f}, new int[] {0, 299}, 1e15, Double.NaN, 1);

  private static final PosteriorSample SAMPLE =
      new PosteriorSample(
          "flights",
          7,
          3,
          14_820,
          Phase.SAMPLING,
          7563,
          1_391_205_900_000L,
          1,
          new float[] {0.1f, Float.MIN_VALUE, -3},
          new float[] {2});

  /**
   * A value in its newest form.
   *
   * @param file name of the fixture, without version
   */
  record Form<T>(String file, VersionedSerializer<T> serializer, int version, T value) {

    byte[] written() throws IOException {
      return write(value);
    }

    byte[] write(T any) throws IOException {
      DataOutputSerializer output = new DataOutputSerializer(64);
      serializer.serialize(any, output);
      return output.getCopyOfBuffer();
    }

    T read(byte[] bytes) throws IOException {
      DataInputDeserializer input = new DataInputDeserializer(bytes);
      T read = serializer.deserialize(input);
      assertThat(input.available()).as("bytes left over").isZero();
      return read;
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Form<?>> forms() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("model", "'flights'");
    properties.put("column 1", "'distance' (numeric)");
    properties.put("model.hidden", "16,16");
    return Stream.of(
        new Form<>("chain-state", ChainStateSerializer.INSTANCE, 2, chain()),
        new Form<>("encoded-row", EncodedRowSerializer.INSTANCE, 1, ENCODED),
        new Form<>("row", RowSerializer.INSTANCE, 1, row("a")),
        new Form<>(
            "waiting-task", WaitingTaskSerializer.INSTANCE, 1, new WaitingTask(ENCODED, 1L << 39)),
        new Form<>(
            "awaited-label",
            AwaitedLabelSerializer.INSTANCE,
            1,
            AwaitedLabel.of(1L << 40, row("a"))),
        new Form<>(
            "awaited-label-gone",
            AwaitedLabelSerializer.INSTANCE,
            1,
            new AwaitedLabel(7, 1_388_563_200_000L, null, -2.5)),
        new Form<>(
            "awaited-score",
            AwaitedScoreSerializer.INSTANCE,
            1,
            new AwaitedScore(
                ENCODED,
                new Evaluation(
                    new double[][] {{1.5, -2}, {0.25, Double.MIN_VALUE}},
                    new double[] {3, 1e300},
                    SCALER.ofTarget(),
                    Phase.TUNING,
                    80,
                    8,
                    1L << 40,
                    1_391_205_900_000L))),
        new Form<>(
            "awaited-score-unknown",
            AwaitedScoreSerializer.INSTANCE,
            1,
            new AwaitedScore(
                ENCODED,
                new Evaluation(
                    new double[1][0], new double[0], null, Phase.WARMING_UP, 0, 0, 0, -1))),
        new Form<>("waiting-key", WaitingKeySerializer.INSTANCE, 1, new WaitingKey(1L << 41, 3)),
        new Form<>("scaler", ScalerSerializer.INSTANCE, 1, SCALER),
        new Form<>("posterior-sample", PosteriorSampleSerializer.INSTANCE, 1, SAMPLE),
        new Form<>(
            "knowledge-sample", KnowledgeUpdateSerializer.INSTANCE, 1, KnowledgeUpdate.of(SAMPLE)),
        new Form<>(
            "knowledge-scaler",
            KnowledgeUpdateSerializer.INSTANCE,
            1,
            KnowledgeUpdate.of(99, 12, SCALER)),
        new Form<>(
            "knowledge-entry",
            KnowledgeUpdateSerializer.INSTANCE,
            1,
            KnowledgeUpdate.of(98, 11, new DictionaryEntry(2, "São Paulo", 17))),
        new Form<>(
            "group-life",
            GroupLifeSerializer.INSTANCE,
            3,
            new GroupLife(3200, 741, 60, DRIFT, new EncodedRow[] {ENCODED, ENCODED}, "vector")),
        new Form<>(
            "predictive-scores",
            PredictiveScoresSerializer.INSTANCE,
            3,
            scores(75, 412.5, TENTHS, 4)),
        new Form<>(
            "probe-history",
            ProbeHistorySerializer.INSTANCE,
            1,
            new ProbeHistory(new float[][] {{1, 2.5f}, {-3, Float.NaN}})),
        new Form<>("keyed-model", KeyedModelStateSerializer.INSTANCE, 2, keyedModel()),
        new Form<>(
            "keyed-model-at-first",
            KeyedModelStateSerializer.INSTANCE,
            2,
            new KeyedModelState(
                1,
                -7,
                null,
                List.of(ENCODED),
                new String[][] {{}},
                null,
                List.of(),
                PredictiveScores.NONE,
                500,
                25)),
        new Form<>(
            "live-changes",
            LiveChangesSerializer.INSTANCE,
            1,
            new LiveChanges(
                Map.of("window.rows", "5000", "drift.reaction", "forget"), true, 1L << 33)),
        new Form<>("control-record", ControlRecordSerializer.INSTANCE, 1, control()),
        new Form<>("selection", SelectionSerializer.INSTANCE, 1, new Selection("São Paulo", 2)),
        new Form<>("champion", ChampionStateSerializer.INSTANCE, 1, champion()),
        new Form<>(
            "prediction",
            PredictionSerializer.INSTANCE,
            3,
            recalibrated(new Score(-1.25, 0.5, 0.25, 0.125), QUANTILES)),
        new Form<>(
            "recalibration",
            AdaptiveConformalSerializer.INSTANCE,
            1,
            new AdaptiveConformal(
                new double[] {-0.005, 1 / 3.0}, 1L << 40, new long[] {1L << 37, 1L << 39})),
        new Form<>("window-row", WindowRowSerializer.INSTANCE, 1, WINDOW_ROW),
        new Form<>(
            "model-fingerprint",
            ModelFingerprintSerializer.INSTANCE,
            1,
            new ModelFingerprint(properties)));
  }

  private static Prediction prediction() {
    return ModelPredictions.of("wide", 1L << 40, -1.25);
  }

  private static Prediction recalibrated(Score score, double... quantiles) {
    Prediction plain = prediction();
    return new Prediction(
        plain.id(),
        plain.eventTime(),
        plain.model(),
        plain.sequence(),
        plain.provenance(),
        plain.number().recalibrated(quantiles),
        null,
        plain.target(),
        score);
  }

  @Test
  void aPredictionOfTheSecondVersionHasNoWidthOfItsTransform() throws IOException {
    Prediction read =
        PredictionSerializer.INSTANCE.deserialize(new DataInputDeserializer(file("prediction", 2)));

    assertThat(read)
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(recalibrated(prediction().score(), QUANTILES));
  }

  @Test
  void aPredictionOfTheFirstVersionIsNotRecalibrated() throws IOException {
    Prediction read =
        PredictionSerializer.INSTANCE.deserialize(new DataInputDeserializer(file("prediction", 1)));

    assertThat(read).usingRecursiveComparison(Bits.EXACT).isEqualTo(prediction());
  }

  private static PredictiveScores scores(
      long calibratedRows, double crpsSum, double[] pitCounts, long unboundedRows) {
    return new PredictiveScores(
        100,
        -370.5,
        777,
        12345.5,
        55,
        91,
        Double.NaN,
        Double.NaN,
        calibratedRows,
        crpsSum,
        pitCounts,
        new double[PredictiveScores.BINS],
        unboundedRows);
  }

  /** What was scored before stays; calibration is looked at from here on. */
  @Test
  void scoresOfTheFirstVersionGoOn() throws IOException {
    PredictiveScores read =
        new Form<>(
                "predictive-scores", PredictiveScoresSerializer.INSTANCE, 1, scores(0, 0, null, 0))
            .read(file("predictive-scores", 1));

    assertThat(read)
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(scores(0, 0, new double[PredictiveScores.BINS], 0));
    assertThat(read.crps()).isNaN();
    assertThat(read.meanAbsoluteError()).isEqualTo(7.77);
  }

  @Test
  void scoresOfTheSecondVersionGoOn() throws IOException {
    PredictiveScores expected = scores(75, 412.5, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 30}, 0);
    PredictiveScores read =
        PredictiveScoresSerializer.INSTANCE.deserialize(
            new DataInputDeserializer(file("predictive-scores", 2)));
    KeyedModelState ofKey =
        KeyedModelStateSerializer.INSTANCE.deserialize(
            new DataInputDeserializer(file("keyed-model", 1)));

    assertThat(read).usingRecursiveComparison(Bits.EXACT).isEqualTo(expected);
    assertThat(ofKey.scores()).usingRecursiveComparison(Bits.EXACT).isEqualTo(expected);
    assertThat(ofKey.samplesPerChain()).isEqualTo(25);
  }

  private static ControlRecord control() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("window.rows", "5000");
    options.put("learning.steps-per-row", null);
    return new ControlRecord(
        "São Paulo",
        null,
        ControlRecord.Kind.SET,
        1_388_563_200_000L,
        options,
        false,
        null,
        new Origin("control", 1, 1L << 33, 0));
  }

  private static KeyedModelState keyedModel() {
    return new KeyedModelState(
        1L << 33,
        1_388_563_200_000L,
        SCALER,
        List.of(),
        new String[][] {{"oslo", "São Paulo"}, {}},
        new GroupLife(3200, 741, 60, DRIFT, new EncodedRow[] {ENCODED}, "vector"),
        List.of(chain(), chain()),
        scores(75, 412.5, TENTHS, 4),
        500,
        25);
  }

  private static ChampionState champion() {
    ScoredRow row = new ScoredRow(new ScoredRow.Key("id-1", 1L << 40));
    row.put("flights", -3.5);
    row.put("wide", Double.NaN);
    return new ChampionState(
        List.of(new Reign("flights", Long.MIN_VALUE), new Reign("wide", 1_388_563_200_000L)),
        Map.of("flights", new Contest(3, new GainTest(1L << 33, -4.25, 1e300), true)),
        Map.of("flights", -1L, "wide", 1L << 41),
        List.of(row));
  }

  private static ChainState chain() {
    ChainState state = new ChainState(3);
    Arrays.setAll(state.position(), i -> 1.5 + i);
    Arrays.setAll(state.velocity(), i -> -0.25 * i);
    Arrays.setAll(state.preconditionedGradient(), i -> 1e300 / (i + 1));
    Arrays.setAll(state.averages(), i -> Double.MIN_VALUE * i);
    Arrays.setAll(state.deviations(), i -> 1 / 3.0 + i);
    state.setScalars(-123.456, 1e-3, 0.5, 7, 8, 9, 1L << 40, 6, 5, 4);
    return state;
  }

  private static Row row(String category) {
    return new Row(
        "id-1",
        1_388_563_200_000L,
        new double[] {1, -2.5},
        new String[] {category, ""},
        35,
        new Origin("flights", 1, 1L << 33, 2));
  }

  private static byte[] file(String name, int version) throws IOException {
    String path = "/state/" + name + "-v" + version + ".bin";
    try (InputStream in = StateFormsTest.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void theFileOfTheNewestVersionIsReadAndWrittenAgain(Form<T> form) throws IOException {
    byte[] file = file(form.file(), form.version());

    assertThat(form.read(file)).usingRecursiveComparison(Bits.EXACT).isEqualTo(form.value());
    assertThat(form.write(form.read(file))).isEqualTo(file);
    assertThat(form.written()).isEqualTo(file);
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void anUnknownVersionIsRefusedByNameAndNumber(Form<T> form) throws IOException {
    for (int version : new int[] {0, form.version() + 1, 77}) {
      byte[] bytes = form.written();
      bytes[3] = (byte) version;

      assertThatThrownBy(() -> form.read(bytes))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "the state of \\w+ [\\w ']+ has version %d; this program reads versions 1 to %d"
                  .formatted(version, form.version()));
    }
  }

  /** The serialiser that a savepoint names is found again, and takes the old values as they are. */
  @ParameterizedTest
  @MethodSource("forms")
  <T> void theSnapshotLeadsBackToTheSerialiser(Form<T> form) throws IOException {
    DataOutputSerializer output = new DataOutputSerializer(64);
    TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
        output, form.serializer().snapshotConfiguration());

    TypeSerializerSnapshot<T> restored =
        TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
            new DataInputDeserializer(output.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(restored.restoreSerializer()).isEqualTo(form.serializer());
    assertThat(
            form.serializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void aChainGroupOfVersion1HasSkippedNoStep() throws IOException {
    GroupLife life =
        GroupLifeSerializer.INSTANCE.deserialize(new DataInputDeserializer(file("group-life", 1)));

    assertThat(life).usingRecursiveComparison(Bits.EXACT).isEqualTo(oldLife(0));
  }

  @Test
  void aChainGroupOfVersion2HasSeenNoDrift() throws IOException {
    GroupLife life =
        GroupLifeSerializer.INSTANCE.deserialize(new DataInputDeserializer(file("group-life", 2)));

    assertThat(life).usingRecursiveComparison(Bits.EXACT).isEqualTo(oldLife(60));
  }

  private static GroupLife oldLife(long skippedSteps) {
    return new GroupLife(
        3200, 741, skippedSteps, DriftState.NONE, new EncodedRow[] {ENCODED, ENCODED}, "vector");
  }

  @Test
  void stringsMayBeLong() throws IOException {
    Form<Row> form = new Form<>("row", RowSerializer.INSTANCE, 1, row(LONG_TEXT));

    assertThat(form.read(form.written()))
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(row(LONG_TEXT));
  }

  @Test
  void noFormIsWithoutAFile() {
    List<String> serializers =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests()).importPackages("org.smilestream").stream()
                .filter(each -> each.isAssignableTo(VersionedSerializer.class))
                .map(JavaClass::getName)
                .filter(name -> !name.equals(VersionedSerializer.class.getName()))
                .toList();

    assertThat(
            forms().map(form -> form.serializer().getClass().getName()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(serializers);
  }
}
