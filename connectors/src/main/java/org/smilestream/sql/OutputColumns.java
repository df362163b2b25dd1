package org.smilestream.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Question;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/** Fills the output columns of a statement's model, which are chosen by their names. */
final class OutputColumns {
  private static final LogicalType DOUBLE = new DoubleType();
  private static final LogicalType STRING = VarCharType.STRING_TYPE;

  /** {@code q05}: the digits of the level after the point. */
  private static final Pattern QUANTILE = Pattern.compile("q(\\d{1,6})");

  /** {@code above_60}: the threshold. */
  private static final Pattern EXCEEDANCE = Pattern.compile("above_(-?\\d{1,15}(\\.\\d{1,15})?)");

  private final Schema schema;
  private final boolean eventTime;
  private final TreeSet<Double> levels = new TreeSet<>();
  private final TreeSet<Double> thresholds = new TreeSet<>();
  private final List<Output> columns = new ArrayList<>();
  private final Question question;

  /**
   * A column.
   *
   * @param value of it, in Flink's internal form; null where it is not known
   */
  private record Output(LogicalType type, Function<Prediction, Object> value) {}

  /**
   * @param eventTime whether the rows have one
   * @throws ValidationException in one sentence, if a column is not known, its type is wrong, or
   *     they ask for more than a question may
   */
  OutputColumns(RowType output, Schema schema, boolean eventTime) {
    this.schema = schema;
    this.eventTime = eventTime;
    Map<String, Output> known = known();
    for (RowType.RowField field : output.getFields()) {
      columns.add(choose(field, known));
    }
    question = question();
  }

  private Map<String, Output> known() {
    Map<String, Output> known = new LinkedHashMap<>();
    if (schema.task() == Task.REGRESSION) {
      known.put("mean", number(PredictiveSummary::mean));
      known.put("standard_deviation", number(PredictiveSummary::standardDeviation));
      known.put("aleatoric_variance", number(PredictiveSummary::aleatoricVariance));
      known.put("epistemic_variance", number(PredictiveSummary::epistemicVariance));
      known.put("quantiles", new Output(new ArrayType(DOUBLE), OutputColumns::quantiles));
    } else {
      known.put(
          "probabilities",
          new Output(new MapType(STRING, DOUBLE), each -> byLabel(each.classes().probabilities())));
      known.put("predicted_class", new Output(STRING, this::predictedClass));
      known.put("entropy", ofClasses(ClassProbabilities::entropy));
      known.put("aleatoric_entropy", ofClasses(ClassProbabilities::aleatoricEntropy));
      known.put("mutual_information", ofClasses(ClassProbabilities::mutualInformation));
    }
    known.put("phase", provenance(STRING, each -> StringData.fromString(each.phase().name())));
    known.put("samples", provenance(new IntType(), Provenance::samples));
    known.put("chains", provenance(new IntType(), Provenance::chains));
    known.put("newest_step", provenance(new BigIntType(), Provenance::newestStep));
    known.put("newest_age_millis", provenance(new BigIntType(), Provenance::newestAge));
    return known;
  }

  private static Output number(ToDoubleFunction<PredictiveSummary> value) {
    return new Output(
        DOUBLE, each -> each.number() == null ? null : known(value.applyAsDouble(each.number())));
  }

  private static Output ofClasses(ToDoubleFunction<ClassProbabilities> value) {
    return new Output(DOUBLE, each -> known(value.applyAsDouble(each.classes())));
  }

  private static Double known(double number) {
    return Double.isNaN(number) ? null : number;
  }

  private static Output provenance(LogicalType type, Function<Provenance, Object> value) {
    return new Output(type, each -> value.apply(each.provenance()));
  }

  private static Object quantiles(Prediction prediction) {
    return prediction.number() == null
        ? null
        : new GenericArrayData(prediction.number().quantiles());
  }

  private Object byLabel(double[] probabilities) {
    Map<StringData, Double> labelled = new HashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      labelled.put(StringData.fromString(schema.classes().get(i)), probabilities[i]);
    }
    return new GenericMapData(labelled);
  }

  private Object predictedClass(Prediction prediction) {
    return StringData.fromString(schema.classes().get(prediction.classes().mostProbable()));
  }

  private Output choose(RowType.RowField field, Map<String, Output> known) {
    String name = field.getName();
    Output column = known.getOrDefault(name, asked(name));
    if (column == null) {
      throw new ValidationException(
          "output column '%s' is not known: of model '%s' there are %s%s"
              .formatted(
                  name,
                  schema.model(),
                  String.join(", ", known.keySet()),
                  schema.task() == Task.REGRESSION
                      ? ", q05 and the like, above_60 and the like"
                      : ""));
    }
    if (name.equals("newest_age_millis") && !eventTime) {
      throw new ValidationException(
          "output column '%s' needs the input column '%s', the event time"
              .formatted(name, schema.eventTime()));
    }
    if (!field.getType().equals(column.type())) {
      throw new ValidationException(
          "output column '%s' must be of type %s, which may be null, not %s"
              .formatted(name, column.type().asSummaryString(), field.getType().asSummaryString()));
    }
    return column;
  }

  /** A column that the model is asked for; null if the name asks for nothing. */
  private Output asked(String name) {
    if (schema.task() == Task.CLASSIFICATION) {
      return null;
    }
    Matcher quantile = QUANTILE.matcher(name);
    if (quantile.matches()) {
      double level = Double.parseDouble("0." + quantile.group(1));
      if (level == 0) {
        throw new ValidationException(
            "output column '" + name + "' is of no level between 0 and 1: q05 is of 0.05");
      }
      levels.add(level);
      return number(each -> each.quantile(level));
    }
    Matcher exceedance = EXCEEDANCE.matcher(name);
    if (exceedance.matches()) {
      double threshold = Double.parseDouble(exceedance.group(1));
      thresholds.add(threshold);
      return number(each -> each.exceedance(threshold));
    }
    return null;
  }

  private Question question() {
    for (double usual : PredictiveSummary.quantileLevels()) {
      levels.remove(usual);
    }
    requireFew("quantiles beside the usual ones", levels);
    requireFew("probabilities 'above_…'", thresholds);
    return levels.isEmpty() && thresholds.isEmpty()
        ? null
        : new Question(numbers(levels), numbers(thresholds));
  }

  private void requireFew(String what, TreeSet<Double> asked) {
    if (asked.size() > Question.MAX_ASKED) {
      throw new ValidationException(
          "the output columns of model '%s' ask for %d %s: there may be up to %d"
              .formatted(schema.model(), asked.size(), what, Question.MAX_ASKED));
    }
  }

  private static double[] numbers(TreeSet<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What is asked for beside the usual prediction; null for nothing. */
  Question asked() {
    return question;
  }

  RowData row(Prediction prediction) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      row.setField(i, columns.get(i).value().apply(prediction));
    }
    return row;
  }

  /** The row of what cannot be predicted: nulls. */
  RowData unknown() {
    return new GenericRowData(columns.size());
  }
}
