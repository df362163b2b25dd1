package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.BAD_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Question;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.data.TimeColumn;

/**
 * Reads what a request asks for beside its columns: lists of numbers under {@value #LEVELS} and
 * {@value #THRESHOLDS}. Where the schema itself has a column of such a name, the name stands for
 * the column only.
 */
final class QuestionReader {
  static final String LEVELS = "quantiles";
  static final String THRESHOLDS = "thresholds";

  private static final double[] NONE = {};
  private static final double[] USUAL = PredictiveSummary.quantileLevels();

  private final boolean ofClasses;
  private final Set<String> columns;

  QuestionReader(Schema schema) {
    ofClasses = schema.task() == Task.CLASSIFICATION;
    columns = columns(schema);
  }

  private static Set<String> columns(Schema schema) {
    Set<String> columns = new HashSet<>(schema.numeric());
    schema.categorical().stream().map(CategoricalColumn::name).forEach(columns::add);
    columns.add(schema.id());
    schema.layout().time().stream().map(TimeColumn::column).forEach(columns::add);
    schema.layout().derived().values().stream().map(Derivation::sources).forEach(columns::addAll);
    return columns;
  }

  /** What a request asks for; null where that is nothing. */
  Question read(JsonNode request) throws BadRowException {
    double[] levels = numbers(request, LEVELS);
    double[] thresholds = numbers(request, THRESHOLDS);
    for (double level : levels) {
      if (!(level >= Question.MIN_LEVEL && level <= 1 - Question.MIN_LEVEL)) {
        throw bad(LEVELS, "has a level outside of 10^-6 to 1 - 10^-6", request.get(LEVELS));
      }
    }
    double[] further = Arrays.stream(levels).filter(QuestionReader::isFurther).toArray();
    return further.length + thresholds.length == 0 ? null : new Question(further, thresholds);
  }

  /** Whether a level is none of those that every prediction has. */
  static boolean isFurther(double level) {
    return Arrays.binarySearch(USUAL, level) < 0;
  }

  /** The numbers of a list in ascending order, each once; none where there is no list. */
  private double[] numbers(JsonNode request, String name) throws BadRowException {
    JsonNode list = request.path(name);
    if (list.isMissingNode() || list.isNull() || columns.contains(name)) {
      return NONE;
    }
    if (ofClasses) {
      throw bad(name, "asks about a number, and the target is a class", list);
    }
    if (!list.isArray()) {
      throw bad(name, "is not a list of numbers", list);
    }
    if (list.size() > Question.MAX_ASKED) {
      throw bad(name, "has more than " + Question.MAX_ASKED + " numbers", list);
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      // Adding zero makes 0 of −0, which would stand beside it.
      numbers[i] = RowReader.asNumber(name, list.get(i)) + 0.0;
    }
    return Arrays.stream(numbers).sorted().distinct().toArray();
  }

  private static BadRowException bad(String name, String what, JsonNode value) {
    return new BadRowException(BAD_VALUE, "'" + name + "' " + what + ": " + Excerpt.of(value));
  }
}
