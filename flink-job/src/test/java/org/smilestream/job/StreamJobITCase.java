package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.client.ClientTopics;
import org.smilestream.client.PredictionClient;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Question;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.options.JobSettings;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.posterior.PredictiveScores;

/**
 * One stream from its first request to its end, through a real broker and a real cluster: rows,
 * requests, and everything that a producer can get wrong. The tests look at what came out.
 */
@Timeout(180)
class StreamJobITCase {
  private static final int ROWS = 400;
  private static final int WARM_UP_ROWS = 60;

  /** The rows that come before those that are sent together with all that is bad. */
  private static final int ROWS_BEFORE_DIRT = 200;

  private static final int ROWS_BEFORE_REQUESTS = 300;
  private static final int FIRST_CONTROLLED = 150;
  private static final String CONTROL = "stream.control";
  private static final JsonMapper JSON = new JsonMapper();

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final List<ObjectNode> SENT = SyntheticStream.rows(ROWS);
  private static RunningJob job;
  private static DirtyRecords dirt;
  private static List<ConsumerRecord<byte[], byte[]>> predictionRecords;
  private static List<Prediction> observed;
  private static Map<String, Prediction> answers;
  private static Prediction answerToClient;
  private static List<PosteriorSample> samples;

  @BeforeAll
  static void runAStream() throws Exception {
    job = RunningJob.start(PLATFORM, "stream", Map.of("topic.control", CONTROL), 0);
    dirt = new DirtyRecords(job);
    control("{'id': 'wrong', 'type': 'set', 'from': 0, 'options': {'chains.count': 8}}");
    control("{'id': 'far', 'type': 'pause', 'from': '2100-01-01T00:00:00Z'}");
    control(
        "{'id': 'watch', 'type': 'set', 'from': '%s', 'options': {'drift.threshold': 1000}}"
            .formatted(SyntheticStream.START.plusSeconds(FIRST_CONTROLLED)));
    dirt.sendControl(CONTROL);
    request("before-all-rows");
    job.awaitPredictions(1);
    observe(0, 30);
    // The newest row of each partition waits for a newer one.
    job.awaitPredictions(1 + 28);
    request("in-warm-up");
    job.awaitPredictions(2 + 28);
    observe(30, ROWS_BEFORE_DIRT);
    dirt.sendObservations(SENT.get(ROWS_BEFORE_DIRT));
    sendOddRows();
    observe(ROWS_BEFORE_DIRT + 4, ROWS_BEFORE_REQUESTS);
    job.awaitPredictions(2 + ROWS_BEFORE_REQUESTS - 2);
    askByClient("in-sampling");
    send(SyntheticStream.request("of-another-colour").put("colour", "ultraviolet"));
    dirt.sendRequest();
    job.awaitPredictions(4 + ROWS_BEFORE_REQUESTS - 2);
    control("{'id': 'off', 'type': 'answers', 'on': false}");
    awaitAcknowledgement("off");
    dirt.sendUnanswered(SyntheticStream.request("while-answers-are-off"));
    observe(ROWS_BEFORE_REQUESTS, ROWS);
    job.drain(4 + ROWS);
    readResults();
  }

  @AfterAll
  static void end() throws Exception {
    job.close();
  }

  private static void control(String record) throws Exception {
    job.send(CONTROL, 0, SyntheticStream.bytes(record.replace('\'', '"')));
  }

  private static void awaitAcknowledgement(String id) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (acknowledgements().stream().noneMatch(each -> each.get("id").asText().equals(id))) {
      assertThat(System.nanoTime()).as("time to wait for '%s'", id).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static List<JsonNode> acknowledgements() {
    return job.read(topics().tuner()).stream()
        .map(record -> json(record.value()))
        .filter(record -> record.get("type").asText().equals("control"))
        .toList();
  }

  private static JobSettings.Topics topics() {
    return job.settings().topics();
  }

  private static void observe(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      observe(i % 2, SENT.get(i));
    }
  }

  private static void observe(int partition, ObjectNode row) throws Exception {
    job.send(topics().observations(), partition, SyntheticStream.bytes(row.toString()));
  }

  /** A category for which the dictionary has no room, columns of no schema, and a minibatch. */
  private static void sendOddRows() throws Exception {
    observe(0, SENT.get(ROWS_BEFORE_DIRT).deepCopy().put("colour", "infrared"));
    ObjectNode wider = SENT.get(ROWS_BEFORE_DIRT + 1).deepCopy().put("remark", "none");
    wider.putObject("more").put("x1", "nested");
    observe(1, wider);
    dirt.sendMinibatch(SENT.get(ROWS_BEFORE_DIRT + 2), SENT.get(ROWS_BEFORE_DIRT + 3));
  }

  private static void request(String id) throws Exception {
    send(SyntheticStream.request(id));
  }

  private static void askByClient(String id) throws Exception {
    KafkaConnection connection = job.settings().kafka().connection();
    ClientTopics topics =
        new ClientTopics(
            topics().requests(), topics().predictions(), Optional.of(topics().deadLetters()));
    Map<String, Object> features =
        JSON.convertValue(SyntheticStream.request(id), new TypeReference<>() {});
    Question question = new Question(new double[] {0.999}, new double[] {0, 1000});
    try (PredictionClient client =
        PredictionClient.connect(
            connection, SyntheticStream.SCHEMA, topics, Duration.ofSeconds(60))) {
      answerToClient = client.predict(features, question).get();
    }
  }

  private static void send(ObjectNode request) throws Exception {
    job.send(topics().requests(), 0, SyntheticStream.bytes(request.toString()));
  }

  private static void readResults() throws Exception {
    PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
    List<Prediction> predictions = new ArrayList<>();
    predictionRecords = job.read(topics().predictions());
    for (ConsumerRecord<byte[], byte[]> record : predictionRecords) {
      predictions.add(format.read(record.value()));
    }
    observed =
        predictions.stream()
            .filter(prediction -> prediction.sequence() >= 0)
            .sorted(Comparator.comparingLong(Prediction::sequence))
            .toList();
    answers =
        predictions.stream()
            .filter(prediction -> prediction.sequence() < 0)
            .collect(Collectors.toMap(Prediction::id, Function.identity()));
    samples = new ArrayList<>();
    PosteriorSampleFormat sampleFormat = new PosteriorSampleFormat();
    for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
      samples.add(sampleFormat.read(record.value()));
    }
    samples.sort(
        Comparator.comparingLong(PosteriorSample::lastSequence)
            .thenComparingInt(PosteriorSample::chain)
            .thenComparingLong(PosteriorSample::step));
  }

  private static Stream<Prediction> observed(Phase phase) {
    return observed.stream().filter(prediction -> prediction.provenance().phase() == phase);
  }

  @Test
  void everyObservationIsPredictedOnceInTheOrderOfTime() {
    assertThat(observed)
        .extracting(Prediction::id)
        .containsExactlyElementsOf(IntStream.range(0, ROWS).mapToObj(SyntheticStream::id).toList());
    assertThat(observed)
        .extracting(Prediction::sequence)
        .containsExactlyElementsOf(LongStream.range(0, ROWS).boxed().toList());
  }

  @Test
  void predictionsAreKeyedByTheirRow() throws Exception {
    PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
    for (ConsumerRecord<byte[], byte[]> record : predictionRecords) {
      String id = format.read(record.value()).id();
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(id);
    }
  }

  @Test
  void predictionsAreInTheTargetsOwnUnits() {
    assertThat(observed)
        .allSatisfy(
            each ->
                assertThat(each.target())
                    .isEqualTo(SENT.get((int) each.sequence()).get("y").doubleValue()));
    assertThat(observed.subList(2, ROWS))
        .allSatisfy(
            each -> {
              assertThat(each.number().quantiles()).isSorted().doesNotHaveDuplicates();
              assertThat(each.number().mean())
                  .isBetween(each.number().quantiles()[0], each.number().quantiles()[4]);
              assertThat(each.score().logDensity()).isFinite();
              assertThat(each.number().aleatoricVariance() + each.number().epistemicVariance())
                  .isCloseTo(
                      each.number().standardDeviation() * each.number().standardDeviation(),
                      Offset.offset(1e-9 * each.number().aleatoricVariance()));
            });
    // The spread of y is 48; what nobody can know of it is the noise.
    double error =
        observed(Phase.SAMPLING)
            .mapToDouble(each -> Math.abs(each.number().mean() - each.target()))
            .average()
            .orElseThrow();
    assertThat(error).isLessThan(2 * SyntheticStream.NOISE);
  }

  @Test
  void thePhasesFollowEachOther() {
    List<Phase> phases = new ArrayList<>();
    for (Prediction each : observed) {
      if (phases.isEmpty() || phases.get(phases.size() - 1) != each.provenance().phase()) {
        phases.add(each.provenance().phase());
      }
    }
    assertThat(phases).containsExactly(Phase.WARMING_UP, Phase.TUNING, Phase.SAMPLING);
    assertThat(observed(Phase.WARMING_UP)).hasSize(WARM_UP_ROWS);
  }

  @Test
  void eachBadRecordIsADeadLetterOnceWithItsReason() throws Exception {
    Map<Origin, JsonNode> letters =
        job.read(topics().deadLetters()).stream()
            .map(record -> json(record.value()))
            .collect(Collectors.toMap(StreamJobITCase::origin, Function.identity()));

    assertThat(letters)
        .containsOnlyKeys(dirt.expected().stream().map(DirtyRecords.Expected::origin).toList());
    for (DirtyRecords.Expected expected : dirt.expected()) {
      JsonNode letter = letters.get(expected.origin());
      assertThat(letter.get("code").asText()).as(letter.toString()).isEqualTo(expected.code());
      assertThat(letter.get("reason").asText()).contains(expected.reason());
    }
    assertThat(job.restarts()).isZero();
  }

  private static Origin origin(JsonNode letter) {
    return new Origin(
        letter.get("topic").asText(),
        letter.get("partition").asInt(),
        letter.get("offset").asLong(),
        letter.get("index").asInt());
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void requestsAreAnsweredWithWhatIsKnown() {
    assertThat(answers)
        .containsOnlyKeys("before-all-rows", "in-warm-up", "in-sampling", "of-another-colour");

    Prediction first = answers.get("before-all-rows");
    assertThat(first.provenance().phase()).isEqualTo(Phase.WARMING_UP);
    assertThat(first.number()).isNull();

    Prediction warmingUp = answers.get("in-warm-up");
    assertThat(warmingUp.provenance().phase()).isEqualTo(Phase.WARMING_UP);
    assertThat(warmingUp.provenance().samples()).isZero();
    assertThat(warmingUp.number().mean()).isBetween(450.0, 550.0);

    for (String id : List.of("in-sampling", "of-another-colour")) {
      Prediction answer = answers.get(id);
      assertThat(answer.provenance().phase()).isEqualTo(Phase.SAMPLING);
      assertThat(answer.provenance().samples()).isEqualTo(20);
      assertThat(Arrays.stream(answer.number().quantiles())).allMatch(Double::isFinite);
      assertThat(answer.number().standardDeviation()).isBetween(0.3 * SyntheticStream.NOISE, 60.0);
      assertThat(answer.target()).isNaN();
    }
  }

  @Test
  void aClientGetsTheAnswerThatStandsInTheTopic() {
    assertThat(answerToClient)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(answers.get("in-sampling"));
    PredictiveSummary number = answerToClient.number();
    assertThat(number.quantile(0.999)).isGreaterThan(number.quantile(0.95));
    assertThat(number.exceedance(0)).isGreaterThan(0.99);
    assertThat(number.exceedance(1000)).isLessThan(0.01);
    assertThat(answers.get("of-another-colour").number().answer()).isNull();
  }

  @Test
  void theTunerTellsOfEveryRoundOfEveryGroup() throws Exception {
    TunerFormat format = new TunerFormat();
    List<TunerStatistics> statistics = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(topics().tuner())) {
      TunerStatistics read = format.read(record.value());
      if (read != null) {
        statistics.add(read);
      }
    }
    List<Long> rounds = new ArrayList<>();
    for (long row = WARM_UP_ROWS; row <= ROWS; row += 5) {
      rounds.add(row - 1);
    }
    for (int group = 0; group < 2; group++) {
      int number = group;
      assertThat(statistics.stream().filter(each -> each.group() == number))
          .extracting(TunerStatistics::sequence)
          .containsExactlyElementsOf(rounds);
    }
    assertThat(statistics)
        .allSatisfy(
            each -> {
              assertThat(each.stepSizes()).hasSize(2);
              assertThat(Arrays.stream(each.stepSizes())).allMatch(x -> x > 1e-6 && x < 1);
            });
  }

  @Test
  void controlRecordsAreAcknowledged() {
    assertThat(acknowledgements())
        .extracting(
            each -> each.get("id").asText() + " " + each.get("status").asText(),
            each -> each.path("sequence").asInt(-1))
        .containsExactlyInAnyOrder(
            tuple("wrong refused", -1),
            tuple("far waiting", -1),
            tuple("watch waiting", -1),
            tuple("watch applied", FIRST_CONTROLLED),
            tuple("off applied", -1));
  }

  @Test
  void diagnosticsAgreeWithThePredictions() {
    List<JsonNode> reports =
        job.read(topics().tuner()).stream()
            .map(record -> json(record.value()))
            .filter(report -> report.get("type").asText().equals("diagnostics"))
            .toList();
    assertThat(reports).hasSize((ROWS - DiagnosticsOperator.UNSCORED_ROWS) / 100);

    PredictiveScores scores = PredictiveScores.NONE;
    for (Prediction each : observed.subList(DiagnosticsOperator.UNSCORED_ROWS, ROWS)) {
      scores = scores.add(each);
    }
    JsonNode last = reports.get(reports.size() - 1);
    assertThat(last.get("scoredRows").asLong()).isEqualTo(scores.rows());
    assertThat(last.get("logPredictiveDensity").doubleValue())
        .isCloseTo(scores.logPredictiveDensity(), Offset.offset(1e-9));
    assertThat(last.get("rhat").doubleValue()).isFinite();
    assertThat(last.get("ess").doubleValue()).isPositive();
  }

  @Test
  void samplesAreKeyedByTheirPlace() throws Exception {
    PosteriorSampleFormat format = new PosteriorSampleFormat();
    int dimension = job.settings().model().spec(SyntheticStream.SCHEMA).dimension();
    for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
      PosteriorSample sample = format.read(record.value());
      assertThat(new String(record.key(), StandardCharsets.UTF_8))
          .isEqualTo("synthetic-%d-%d", sample.chain(), sample.slot());
      assertThat(sample.slot()).isBetween(0, 4);
      assertThat(sample.position()).hasSize(dimension);
    }
    assertThat(samples).extracting(PosteriorSample::chain).contains(0, 1, 2, 3);
  }

  /** The first rule of the job: behind a prediction stand the samples of the rows before it. */
  @Test
  void noRowIsPredictedWithAModelThatHasSeenIt() {
    int perChain = job.settings().learner().samplesPerChain();
    for (Prediction prediction : observed) {
      List<PosteriorSample> before =
          samples.stream().filter(each -> each.lastSequence() < prediction.sequence()).toList();
      Map<Integer, Long> available =
          before.stream()
              .collect(Collectors.groupingBy(PosteriorSample::chain, Collectors.counting()));

      assertThat(prediction.provenance().chains()).as(prediction.id()).isEqualTo(available.size());
      assertThat(prediction.provenance().samples())
          .as(prediction.id())
          .isEqualTo(available.values().stream().mapToInt(n -> (int) Math.min(n, perChain)).sum());
      if (!before.isEmpty()) {
        PosteriorSample newest = before.get(before.size() - 1);
        assertThat(prediction.provenance().newestStep())
            .as(prediction.id())
            .isEqualTo(newest.step());
        assertThat(prediction.provenance().newestAge())
            .as(prediction.id())
            .isPositive()
            .isEqualTo(prediction.eventTime() - newest.lastEventTime());
      }
    }
  }
}
