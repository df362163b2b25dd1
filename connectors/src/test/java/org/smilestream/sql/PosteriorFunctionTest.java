package org.smilestream.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.smilestream.sql.Posteriors.sample;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.posterior.Predictor;

/** Predictions of rows as Flink gives them, from the posterior of a file. */
class PosteriorFunctionTest {
  private static final List<DataTypes.Field> FEATURES =
      List.of(
          DataTypes.FIELD("x1", DataTypes.DOUBLE()),
          DataTypes.FIELD("x2", DataTypes.DOUBLE()),
          DataTypes.FIELD("colour", DataTypes.STRING()));
  private static final DataTypes.Field TIME = DataTypes.FIELD("time", DataTypes.TIMESTAMP_LTZ(3));
  private static final StringData RED = StringData.fromString("red");
  private static final Row ASKED = row(0.5, 2.5, 0, "red");

  @TempDir private Path folder;
  private FilePosterior number;
  private FilePosterior classes;
  private final List<PosteriorFunction> open = new ArrayList<>();

  @BeforeEach
  void writeThePosteriors() throws Exception {
    number = file(Posteriors.NUMBER);
    classes = file(Posteriors.CLASS);
  }

  @AfterEach
  void close() {
    open.forEach(PosteriorFunction::close);
  }

  private FilePosterior file(ModelDescription model) throws Exception {
    Path file = folder.resolve("posterior.npz");
    PosteriorFile.write(
        Posteriors.export(
            model, sample(model, 0, 0, 10), sample(model, 0, 1, 20), sample(model, 1, 0, 15)),
        file);
    return FilePosterior.read(file.toString(), "m", new EnsembleSize(null, 10));
  }

  private static Row row(double x1, double x2, double missing, String colour) {
    return new Row(
        "", 60_000, new double[] {x1, x2, missing}, new String[] {colour}, Double.NaN, null);
  }

  private static RowType columns(List<DataTypes.Field> fields) {
    return (RowType)
        DataTypes.ROW(fields.toArray(DataTypes.Field[]::new)).notNull().getLogicalType();
  }

  private static List<DataTypes.Field> with(List<DataTypes.Field> fields, DataTypes.Field more) {
    List<DataTypes.Field> all = new ArrayList<>(fields);
    all.add(more);
    return all;
  }

  private static List<DataTypes.Field> features(String name, DataType type) {
    return FEATURES.stream()
        .map(each -> each.getName().equals(name) ? DataTypes.FIELD(name, type) : each)
        .toList();
  }

  /** A function as a task has it: serialised, and opened. */
  private PosteriorFunction function(
      PosteriorSource source, List<DataTypes.Field> input, DataTypes.Field... output)
      throws Exception {
    PredictFunction function =
        new PosteriorProvider(source, columns(input), columns(List.of(output)))
            .createPredictFunction(null);
    PosteriorFunction copy = InstantiationUtil.clone((PosteriorFunction) function);
    copy.open(null);
    open.add(copy);
    return copy;
  }

  private static RowData eval(PredictFunction function, Object... arguments) {
    List<RowData> rows = new ArrayList<>();
    function.setCollector(
        new Collector<>() {
          @Override
          public void collect(RowData row) {
            rows.add(row);
          }

          @Override
          public void close() {}
        });
    function.eval(arguments);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static Prediction directly(FilePosterior posterior, Row row, Question question) {
    Known known = Known.of(posterior.model(), posterior.posterior());
    Predictor predictor = new Predictor("m", posterior.model().spec());
    var encoded = known.knowledge().encode(row);
    return predictor.answer(
        encoded,
        question,
        predictor.evaluate(encoded, known.knowledge().ensemble(), known.knowledge().scaler()));
  }

  @Test
  void aNumberIsPredictedAsByThePredictor() throws Exception {
    PosteriorFunction function =
        function(
            number,
            with(FEATURES, TIME),
            DataTypes.FIELD("q995", DataTypes.DOUBLE()),
            DataTypes.FIELD("mean", DataTypes.DOUBLE()),
            DataTypes.FIELD("standard_deviation", DataTypes.DOUBLE()),
            DataTypes.FIELD("aleatoric_variance", DataTypes.DOUBLE()),
            DataTypes.FIELD("epistemic_variance", DataTypes.DOUBLE()),
            DataTypes.FIELD("q5", DataTypes.DOUBLE()),
            DataTypes.FIELD("above_-1.5", DataTypes.DOUBLE()),
            DataTypes.FIELD("samples", DataTypes.INT()),
            DataTypes.FIELD("chains", DataTypes.INT()),
            DataTypes.FIELD("newest_step", DataTypes.BIGINT()),
            DataTypes.FIELD("newest_age_millis", DataTypes.BIGINT()),
            DataTypes.FIELD("phase", DataTypes.STRING()),
            DataTypes.FIELD("quantiles", DataTypes.ARRAY(DataTypes.DOUBLE())));

    RowData answer = eval(function, 0.5, 2.5, RED, TimestampData.fromEpochMillis(60_000));

    PredictiveSummary expected =
        directly(number, ASKED, new Question(new double[] {0.995}, new double[] {-1.5})).number();
    // The predictor of the function computes in the vector engine, if this JVM has it.
    var close = within(1e-6 * expected.standardDeviation());
    assertThat(answer.getDouble(0)).isCloseTo(expected.quantile(0.995), close);
    assertThat(answer.getDouble(1)).isCloseTo(expected.mean(), close);
    assertThat(answer.getDouble(2)).isCloseTo(expected.standardDeviation(), close);
    assertThat(answer.getDouble(3) + answer.getDouble(4))
        .isCloseTo(Math.pow(expected.standardDeviation(), 2), within(1e-4));
    assertThat(answer.getDouble(4)).isCloseTo(expected.epistemicVariance(), within(1e-4));
    assertThat(answer.getDouble(5)).isCloseTo(expected.quantile(0.5), close);
    assertThat(answer.getDouble(6)).isCloseTo(expected.exceedance(-1.5), within(1e-6));
    assertThat(answer.getInt(7)).isEqualTo(3);
    assertThat(answer.getInt(8)).isEqualTo(2);
    assertThat(answer.getLong(9)).isEqualTo(20);
    assertThat(answer.getLong(10)).isEqualTo(40_000);
    assertThat(answer.getString(11)).hasToString("SAMPLING");
    assertThat(answer.getArray(12).toDoubleArray()).hasSize(5);
    assertThat(answer.getArray(12).getDouble(2)).isEqualTo(answer.getDouble(5));
  }

  @Test
  void aClassIsPredictedByItsLabel() throws Exception {
    PosteriorFunction function =
        function(
            classes,
            FEATURES,
            DataTypes.FIELD("probabilities", DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE())),
            DataTypes.FIELD("predicted_class", DataTypes.STRING()),
            DataTypes.FIELD("entropy", DataTypes.DOUBLE()),
            DataTypes.FIELD("mutual_information", DataTypes.DOUBLE()));

    RowData answer = eval(function, 0.5, 2.5, RED);

    ClassProbabilities expected = directly(classes, ASKED, null).classes();
    double[] probabilities = expected.probabilities();
    double largest = Arrays.stream(probabilities).max().orElseThrow();
    List<String> labels = classes.model().schema().classes();
    assertThat(answer.getString(1))
        .hasToString(labels.get(Arrays.stream(probabilities).boxed().toList().indexOf(largest)));
    ArrayData keys = answer.getMap(0).keyArray();
    assertThat(keys.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(answer.getMap(0).valueArray().getDouble(i))
          .isCloseTo(probabilities[labels.indexOf(keys.getString(i).toString())], within(1e-6));
    }
    assertThat(answer.getDouble(2)).isCloseTo(expected.entropy(), within(1e-6));
    assertThat(answer.getDouble(3)).isCloseTo(expected.mutualInformation(), within(1e-6));
  }

  @Test
  void valuesOfAnyClassThatFlinkMayPassAreNumbersAndCategories() throws Exception {
    PosteriorFunction function =
        function(number, FEATURES, DataTypes.FIELD("mean", DataTypes.DOUBLE()));
    double expected = eval(function, 3.0, 1.0, StringData.fromString("7")).getDouble(0);

    for (Object three :
        new Object[] {
          (byte) 3, (short) 3, 3, 3L, 3f, DecimalData.fromBigDecimal(new BigDecimal("3.00"), 3, 2)
        }) {
      assertThat(eval(function, three, true, 7).getDouble(0)).as("%s", three).isEqualTo(expected);
    }
  }

  @Test
  void aMissingNumberIsWhatTheModelHasLearnedOfIt() throws Exception {
    PosteriorFunction function =
        function(number, FEATURES, DataTypes.FIELD("mean", DataTypes.DOUBLE()));
    double expected = directly(number, row(0.5, Double.NaN, 1, "red"), null).number().mean();

    for (Object missing : new Object[] {null, Double.NaN}) {
      assertThat(eval(function, 0.5, missing, RED).getDouble(0)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void aCategoryWithoutASlotIsOther() throws Exception {
    PosteriorFunction function =
        function(number, FEATURES, DataTypes.FIELD("mean", DataTypes.DOUBLE()));
    double expected = directly(number, row(0.5, 2.5, 0, "never seen"), null).number().mean();

    for (Object colour : new Object[] {null, StringData.fromString("green")}) {
      assertThat(eval(function, 0.5, 2.5, colour).getDouble(0)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void aRowThatTheModelCannotKnowGivesNulls() throws Exception {
    PosteriorFunction function =
        function(
            number,
            with(FEATURES, TIME),
            DataTypes.FIELD("mean", DataTypes.DOUBLE()),
            DataTypes.FIELD("samples", DataTypes.INT()));
    TimestampData time = TimestampData.fromEpochMillis(0);

    for (Object[] arguments :
        new Object[][] {
          {null, 2.5, RED, time},
          {Double.NaN, 2.5, RED, time},
          {0.5, Double.POSITIVE_INFINITY, RED, time},
          {0.5, 2.5, RED, null}
        }) {
      RowData answer = eval(function, arguments);
      assertThat(answer.isNullAt(0)).isTrue();
      assertThat(answer.isNullAt(1)).isTrue();
    }
  }

  @Test
  void columnsThatDoNotFitAreRefused() {
    DataTypes.Field mean = DataTypes.FIELD("mean", DataTypes.DOUBLE());
    Map<String, Runnable> wrong =
        Map.ofEntries(
            refused(
                "input column 'x3' is no feature of model 'm': it has colour, x1, x2, x2.missing",
                with(FEATURES, DataTypes.FIELD("x3", DataTypes.DOUBLE())),
                mean),
            refused(
                "model 'm' needs the input column 'x2', of type a number or BOOLEAN",
                List.of(FEATURES.get(0), FEATURES.get(2)),
                mean),
            refused(
                "input column 'x1' of model 'm' must be of type a number or BOOLEAN, not STRING",
                features("x1", DataTypes.STRING()),
                mean),
            refused(
                "input column 'colour' of model 'm' must be of type STRING, an integer type or BOOLEAN, not DOUBLE",
                features("colour", DataTypes.DOUBLE()),
                mean),
            refused(
                "input column 'time' of model 'm' must be of type TIMESTAMP_LTZ or TIMESTAMP, not STRING",
                with(FEATURES, DataTypes.FIELD("time", DataTypes.STRING())),
                mean),
            refused(
                "output column 'median' is not known: of model 'm' there are mean, standard_deviation, aleatoric_variance, epistemic_variance, quantiles, phase, samples, chains, newest_step, newest_age_millis, q05 and the like, above_60 and the like",
                FEATURES,
                DataTypes.FIELD("median", DataTypes.DOUBLE())),
            refused(
                "output column 'mean' must be of type DOUBLE, which may be null, not FLOAT",
                FEATURES,
                DataTypes.FIELD("mean", DataTypes.FLOAT())),
            refused(
                "output column 'mean' must be of type DOUBLE, which may be null, not DOUBLE NOT NULL",
                FEATURES,
                DataTypes.FIELD("mean", DataTypes.DOUBLE().notNull())),
            refused(
                "output column 'q00' is of no level between 0 and 1: q05 is of 0.05",
                FEATURES,
                DataTypes.FIELD("q00", DataTypes.DOUBLE())),
            refused(
                "output column 'newest_age_millis' needs the input column 'time', the event time",
                FEATURES,
                DataTypes.FIELD("newest_age_millis", DataTypes.BIGINT())));

    wrong.forEach(
        (message, make) ->
            assertThatThrownBy(make::run)
                .isInstanceOf(ValidationException.class)
                .hasMessage(message));
    assertThatThrownBy(() -> provider(classes, FEATURES, mean).createPredictFunction(null))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(
            "output column 'mean' is not known: of model 'm' there are probabilities,");
  }

  private Map.Entry<String, Runnable> refused(
      String message, List<DataTypes.Field> input, DataTypes.Field output) {
    return Map.entry(message, () -> provider(number, input, output).createPredictFunction(null));
  }

  private static PosteriorProvider provider(
      PosteriorSource source, List<DataTypes.Field> input, DataTypes.Field output) {
    return new PosteriorProvider(source, columns(input), columns(List.of(output)));
  }

  @Test
  void asMuchIsAskedForAsARequestMayAskFor() throws Exception {
    List<DataTypes.Field> quantiles = doubles("q%d", 101, Question.MAX_ASKED);
    List<DataTypes.Field> exceedances = doubles("above_%d", 0, Question.MAX_ASKED);
    List<DataTypes.Field> most =
        Stream.of(quantiles, exceedances, doubles("q%d", 5, 1), doubles("q0%d", 5, 1))
            .flatMap(List::stream)
            .toList();

    RowData answer =
        eval(function(number, FEATURES, most.toArray(DataTypes.Field[]::new)), 0.5, 2.5, RED);

    for (int i = 0; i < most.size(); i++) {
      assertThat(answer.isNullAt(i)).as(most.get(i).getName()).isFalse();
    }
    refuseOneMore("33 quantiles beside the usual ones", most, "q7");
    refuseOneMore("33 probabilities 'above_…'", most, "above_-1");
  }

  private static List<DataTypes.Field> doubles(String name, int first, int number) {
    return IntStream.range(first, first + number)
        .mapToObj(i -> DataTypes.FIELD(name.formatted(i), DataTypes.DOUBLE()))
        .toList();
  }

  private void refuseOneMore(String what, List<DataTypes.Field> most, String name) {
    RowType output = columns(with(most, DataTypes.FIELD(name, DataTypes.DOUBLE())));
    PosteriorProvider provider = new PosteriorProvider(number, columns(FEATURES), output);

    assertThatThrownBy(() -> provider.createPredictFunction(null))
        .isInstanceOf(ValidationException.class)
        .hasMessage("the output columns of model 'm' ask for " + what + ": there may be up to 32");
  }

  @Test
  void columnsThatOnlyTheTaskCanCheckEndTheStatement() {
    PosteriorFunction function =
        new PosteriorFunction(
            number,
            columns(FEATURES.subList(0, 1)),
            columns(List.of(DataTypes.FIELD("mean", DataTypes.DOUBLE()))));

    assertThatThrownBy(() -> function.open(null))
        .isInstanceOf(SuppressRestartsException.class)
        .hasCauseInstanceOf(ValidationException.class);
  }

  @Test
  void aTopicOfSeveralModelsEndsTheStatement() {
    ValidationException ambiguous = TopicContent.ambiguous("posterior", List.of("m", "wide"));
    AtomicBoolean closed = new AtomicBoolean();
    PosteriorFunction function =
        new PosteriorFunction(
            source(ambiguous, closed),
            columns(FEATURES),
            columns(List.of(DataTypes.FIELD("mean", DataTypes.DOUBLE()))));

    assertThatThrownBy(() -> function.open(null))
        .isInstanceOf(SuppressRestartsException.class)
        .hasCause(ambiguous);
    assertThat(closed).isTrue();
  }

  /** Of a posterior that never comes. */
  private static PosteriorSource source(RuntimeException failure, AtomicBoolean closed) {
    LivePosterior posterior =
        new LivePosterior() {
          @Override
          public Known await() {
            throw failure;
          }

          @Override
          public Known newest() {
            throw failure;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    return new PosteriorSource() {
      @Override
      public Optional<ModelDescription> look() {
        return Optional.empty();
      }

      @Override
      public LivePosterior open() {
        return posterior;
      }
    };
  }
}
