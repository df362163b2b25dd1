package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Question;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;
import org.smilestream.data.Task;

class PredictionFormatTest {
  private static final PredictionFormat REGRESSION =
      new PredictionFormat(schema(Task.REGRESSION, List.of()));
  private static final PredictionFormat CLASSIFICATION =
      new PredictionFormat(schema(Task.CLASSIFICATION, List.of("no", "perhaps", "yes")));

  private static final PredictiveSummary NUMBER =
      new PredictiveSummary(12.5, 9.25, new double[] {-2, 6, 12, 18.5, 28}, 80, 5.5625, null, null);
  private static final Prediction OF_NUMBER = of(NUMBER);

  private static final Prediction OF_CLASS =
      new Prediction(
          "7",
          0,
          "m",
          -1,
          new Provenance(Phase.TUNING, 20, 2, 10, 0, 1),
          null,
          new ClassProbabilities(new double[] {0.25, 0.5, 0.25}, 1.0397, 1.0, 0.0397),
          2,
          Score.ofClass(-1.386));

  private static Prediction of(PredictiveSummary number) {
    return new Prediction(
        "2014-01-01/WN/00042",
        1_388_534_700_000L,
        "flights",
        41,
        new Provenance(Phase.SAMPLING, 160, 8, 2400, 60_000, 1),
        number,
        null,
        16,
        new Score(-3.25, 4.5, 0.625));
  }

  private static Schema schema(Task task, List<String> classes) {
    return new Schema("m", task, "id", "at", List.of("x"), List.of(), "y", classes);
  }

  @Test
  void writesAPredictionOfANumber() {
    assertThat(REGRESSION.key(OF_NUMBER)).asString().isEqualTo("2014-01-01/WN/00042");
    assertThat(text(REGRESSION, OF_NUMBER))
        .isEqualTo(
            "{\"id\":\"2014-01-01/WN/00042\",\"eventTime\":\"2014-01-01T00:05:00Z\","
                + "\"model\":\"flights\",\"phase\":\"SAMPLING\",\"sequence\":41,"
                + "\"mean\":12.5,\"standardDeviation\":9.25,"
                + "\"quantiles\":{\"0.05\":-2.0,\"0.25\":6.0,\"0.5\":12.0,\"0.75\":18.5,"
                + "\"0.95\":28.0},"
                + "\"aleatoricVariance\":80.0,\"epistemicVariance\":5.5625,"
                + "\"samples\":160,\"chains\":8,\"newestStep\":2400,\"newestAgeMillis\":60000,"
                + "\"scalerVersion\":1,\"target\":16.0,\"logDensity\":-3.25,"
                + "\"crps\":4.5,\"pit\":0.625}");
  }

  @Test
  void writesWhatWasAskedFor() throws IOException {
    Answer answer =
        new Answer(
            new double[] {0.00001, 0.99},
            new double[] {-21, 34.5},
            new double[] {-0.5, 15},
            new double[] {0.75, 0.375});
    Prediction answered = of(NUMBER.with(answer));

    assertThat(text(REGRESSION, answered))
        .contains(
            "\"quantiles\":{\"1.0E-5\":-21.0,\"0.05\":-2.0,\"0.25\":6.0,\"0.5\":12.0,"
                + "\"0.75\":18.5,\"0.95\":28.0,\"0.99\":34.5},"
                + "\"exceedance\":{\"-0.5\":0.75,\"15\":0.375},"
                + "\"aleatoricVariance\"");
    assertThat(REGRESSION.read(REGRESSION.value(answered)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(answered);
  }

  @Test
  void writesRecalibratedQuantilesBesideTheOthers() throws IOException {
    Prediction recalibrated = of(NUMBER.recalibrated(new double[] {-8.5, 5, 12, 19, 31.25}));

    assertThat(text(REGRESSION, recalibrated))
        .contains(
            "\"0.95\":28.0},\"recalibratedQuantiles\":{\"0.05\":-8.5,\"0.25\":5.0,"
                + "\"0.5\":12.0,\"0.75\":19.0,\"0.95\":31.25},\"aleatoricVariance\"");
    assertThat(REGRESSION.read(REGRESSION.value(recalibrated)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(recalibrated);
    assertThat(REGRESSION.read(avro(Task.REGRESSION, List.of(), recalibrated)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(recalibrated);
  }

  /** Written when there were no recalibrated quantiles; it has the fingerprint of that schema. */
  @Test
  void readsAvroOfTheFirstSchema() throws IOException {
    try (InputStream old = getClass().getResourceAsStream("prediction-1.avro")) {
      assertThat(REGRESSION.read(old.readAllBytes()))
          .usingRecursiveComparison()
          .withEqualsForType(Double::equals, Double.class)
          .isEqualTo(OF_NUMBER);
    }
  }

  @Test
  void thereIsRoomForTheLongestPrediction() {
    double[] asked =
        IntStream.range(0, Question.MAX_ASKED).mapToDouble(i -> -Math.PI * 1e14 - i).toArray();
    Prediction prediction =
        of(
            NUMBER
                .with(new Answer(asked, asked, asked, asked))
                .recalibrated(Arrays.copyOf(asked, NUMBER.quantiles().length)));

    // Beside the numbers there are up to four texts, the longest ones of six bytes a character.
    assertThat(text(REGRESSION, prediction).length() + 4 * 6 * RowReader.MAX_TEXT)
        .isLessThan((int) PredictionFormat.maxBytes(schema(Task.REGRESSION, List.of())));
  }

  @Test
  void writesAPredictionOfAClass() {
    assertThat(text(CLASSIFICATION, OF_CLASS))
        .contains("\"probabilities\":{\"no\":0.25,\"perhaps\":0.5,\"yes\":0.25}")
        .contains("\"predictedClass\":\"perhaps\"")
        .contains("\"target\":\"yes\"")
        .doesNotContain("sequence")
        .doesNotContain("mean");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    assertThat(REGRESSION.read(REGRESSION.value(OF_NUMBER)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_NUMBER);
    assertThat(CLASSIFICATION.read(CLASSIFICATION.value(OF_CLASS)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_CLASS);
  }

  /** By the reader of either encoding. */
  @Test
  void readsWhatAvroWrote() throws IOException {
    Answer answer =
        new Answer(
            new double[] {0.00001, 0.99},
            new double[] {-21, 34.5},
            new double[] {-0.5, 15},
            new double[] {0.75, 0.375});
    for (Prediction prediction : List.of(OF_NUMBER, of(NUMBER.with(answer)))) {
      assertThat(REGRESSION.read(avro(Task.REGRESSION, List.of(), prediction)))
          .usingRecursiveComparison()
          .withEqualsForType(Double::equals, Double.class)
          .isEqualTo(prediction);
    }
    byte[] ofClass = avro(Task.CLASSIFICATION, List.of("no", "perhaps", "yes"), OF_CLASS);
    assertThat(CLASSIFICATION.read(ofClass))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_CLASS);
  }

  @Test
  void avroHasTheMarkAndTheFingerprintOfTheSchemaInTheDocs() throws Exception {
    org.apache.avro.Schema documented =
        new org.apache.avro.Schema.Parser()
            .parse(Path.of("..", "docs", "schemas", "prediction.avsc").toFile());
    assertThat(documented).isEqualTo(PredictionAvroFormat.avroSchema());

    byte[] value = avro(Task.REGRESSION, List.of(), OF_NUMBER);
    byte[] fingerprint = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", documented);
    assertThat(value).startsWith(0xC3, 0x01).containsSequence(fingerprint);
    assertThat(value.length).isLessThan(REGRESSION.value(OF_NUMBER).length);
    assertThatThrownBy(() -> REGRESSION.read(Arrays.copyOf(value, 40)))
        .isInstanceOf(IOException.class);
    value[3] ^= 1;
    assertThatThrownBy(() -> REGRESSION.read(value)).isInstanceOf(IOException.class);
  }

  /** Which ended before its last field, and had a fingerprint of its own. */
  @Test
  void avroOfTheSchemaBeforeIsRead() throws Exception {
    String now = PredictionAvroFormat.avroSchema().toString();
    String last = ",{\"name\":\"pitWidth\",\"type\":[\"null\",\"double\"],\"default\":null}";
    assertThat(now).contains(last);
    byte[] fingerprint =
        SchemaNormalization.parsingFingerprint(
            "CRC-64-AVRO", new org.apache.avro.Schema.Parser().parse(now.replace(last, "")));
    byte[] value = avro(Task.REGRESSION, List.of(), OF_NUMBER);
    byte[] before = Arrays.copyOf(value, value.length - 1);
    System.arraycopy(fingerprint, 0, before, 2, fingerprint.length);

    assertThat(REGRESSION.read(before))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_NUMBER);
  }

  @Test
  void registeredAvroHasTheIdOfItsSchema() throws IOException {
    Schema schema = schema(Task.REGRESSION, List.of());
    byte[] value = PredictionAvroFormat.registered(schema, 0x01020304).value(OF_NUMBER);
    byte[] singleObject = avro(Task.REGRESSION, List.of(), OF_NUMBER);

    assertThat(value)
        .startsWith(0, 1, 2, 3, 4)
        .endsWith(Arrays.copyOfRange(singleObject, 10, singleObject.length));
    assertThat(value.length).isEqualTo(singleObject.length - 5);
    assertThat(REGRESSION.read(value))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_NUMBER);
    // One without the last field is of the schema before.
    assertThat(REGRESSION.read(Arrays.copyOf(value, value.length - 1)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(OF_NUMBER);
    for (int length = 5; length < value.length - 1; length++) {
      byte[] part = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> REGRESSION.read(part)).isInstanceOf(IOException.class);
    }
    byte[] more = Arrays.copyOf(value, value.length + 1);
    assertThatThrownBy(() -> REGRESSION.read(more)).isInstanceOf(IOException.class);
  }

  @Test
  void theWidthOfTheTransformIsWrittenOfCountsOnly() throws IOException {
    Prediction count = scored(new Score(-1.5, 2, 0.625, 0.25));
    byte[] json = REGRESSION.value(count);

    assertThat(new String(json, StandardCharsets.UTF_8))
        .contains("\"pit\":0.625,\"pitWidth\":0.25}");
    assertThat(new String(REGRESSION.value(OF_NUMBER), StandardCharsets.UTF_8))
        .doesNotContain("pitWidth");
    assertThat(REGRESSION.read(json).score()).isEqualTo(count.score());
    assertThat(REGRESSION.read(avro(Task.REGRESSION, List.of(), count)).score())
        .isEqualTo(count.score());
  }

  private static Prediction scored(Score score) {
    return new Prediction(
        OF_NUMBER.id(),
        OF_NUMBER.eventTime(),
        OF_NUMBER.model(),
        OF_NUMBER.sequence(),
        OF_NUMBER.provenance(),
        OF_NUMBER.number(),
        null,
        7,
        score);
  }

  private static byte[] avro(Task task, List<String> classes, Prediction prediction) {
    return PredictionEncoding.AVRO.format(schema(task, classes)).value(prediction);
  }

  @Test
  void leavesOutWhatIsNotKnown() throws IOException {
    Prediction unknown =
        new Prediction(
            "half \ud800 a pair",
            5,
            "m",
            -1,
            new Provenance(Phase.WARMING_UP, 0, 0, 0, 0, 0),
            null,
            null,
            Double.NaN,
            Score.NONE);

    assertThat(text(REGRESSION, unknown))
        .isEqualTo(
            "{\"id\":\"half ? a pair\",\"eventTime\":\"1970-01-01T00:00:00.005Z\",\"model\":\"m\","
                + "\"phase\":\"WARMING_UP\",\"samples\":0,\"chains\":0,\"scalerVersion\":0}");
    assertThat(REGRESSION.read(REGRESSION.value(unknown)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .ignoringFields("id")
        .isEqualTo(unknown);
    assertThat(REGRESSION.read(avro(Task.REGRESSION, List.of(), unknown)))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .ignoringFields("id")
        .isEqualTo(unknown);
    assertThat(CLASSIFICATION.read(CLASSIFICATION.value(unknown)).target()).isNaN();
  }

  /** As those of a logarithm are, where its exponential overflows. */
  @Test
  void leavesOutMomentsThatAreNotFinite() throws IOException {
    double much = Double.POSITIVE_INFINITY;
    Prediction wide =
        of(new PredictiveSummary(much, much, NUMBER.quantiles(), much, much, null, null));

    assertThat(text(REGRESSION, wide)).doesNotContain("mean", "standardDeviation", "Variance");
    for (byte[] value : List.of(REGRESSION.value(wide), avro(Task.REGRESSION, List.of(), wide))) {
      PredictiveSummary read = REGRESSION.read(value).number();
      assertThat(read.mean()).isNaN();
      assertThat(read.standardDeviation()).isNaN();
      assertThat(read.quantiles()).isEqualTo(NUMBER.quantiles());
    }
  }

  @Test
  void aRecordTellsWhichClassesThereAreUnlessTheyHaveNoOrder() throws IOException {
    List<String> labels = List.of("no", "perhaps", "yes");
    assertThat(PredictionFormat.classes(CLASSIFICATION.value(OF_CLASS))).contains(labels);
    assertThat(PredictionFormat.classes(REGRESSION.value(OF_NUMBER))).contains(List.of());
    PredictionAvroFormat avro = new PredictionAvroFormat(labels);
    assertThat(PredictionFormat.classes(avro.value(OF_CLASS))).isEmpty();
    assertThat(PredictionFormat.classes(new PredictionAvroFormat(List.of()).value(OF_NUMBER)))
        .contains(List.of());
    Prediction read = new PredictionFormat(labels).read(CLASSIFICATION.value(OF_CLASS));
    assertThat(read.classes().probabilities()).containsExactly(0.25, 0.5, 0.25);
  }

  @Test
  void refusesWhatIsNoPrediction() {
    for (String json : List.of("{}", "[]", "{\"id\":", "")) {
      assertThatThrownBy(() -> REGRESSION.read(json.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IOException.class);
    }
  }

  private static String text(PredictionFormat format, Prediction prediction) {
    return new String(format.value(prediction), StandardCharsets.UTF_8);
  }
}
