package org.smilestream.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a stream.
 *
 * @param model the name of the model that learns from the stream
 * @param id the column that names a row
 * @param eventTime the column with the time of a row; the first of several
 * @param numeric the numeric features, in the order of the network's inputs, derived ones included
 * @param categorical the categorical features, in the order of the network's inputs
 * @param target the column to predict
 * @param classes the labels of the target for {@link Task#CLASSIFICATION}, in the order of the
 *     outputs; else empty
 * @param targetTransform what is done to a numeric target before it is standardised
 * @param layout how the columns are found in a record
 */
public record Schema(
    String model,
    Task task,
    String id,
    String eventTime,
    List<String> numeric,
    List<CategoricalColumn> categorical,
    String target,
    List<String> classes,
    TargetTransform targetTransform,
    RowLayout layout)
    implements Serializable {

  /** A schema whose columns stand in a record as they are. */
  public Schema(
      String model,
      Task task,
      String id,
      String eventTime,
      List<String> numeric,
      List<CategoricalColumn> categorical,
      String target,
      List<String> classes) {
    this(
        model,
        task,
        id,
        eventTime,
        numeric,
        categorical,
        target,
        classes,
        TargetTransform.STANDARD,
        RowLayout.plain(eventTime));
  }

  /**
   * @throws IllegalArgumentException in one sentence, if the columns do not make a schema
   */
  public Schema {
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
    classes = List.copyOf(classes);
    if (numeric.isEmpty() && categorical.isEmpty()) {
      throw new IllegalArgumentException(
          "the schema names no feature: set 'numeric' or 'categorical'");
    }
    Set<String> names = new HashSet<>();
    requireNew(names, id);
    // The number of a row may be both, and a number that is one of several terms a feature too.
    if (layout.time().size() == 1 && layout.time().get(0).unit() == null) {
      requireNew(names, eventTime);
    }
    requireNew(names, target);
    numeric.forEach(name -> requireNew(names, name));
    categorical.forEach(column -> requireNew(names, column.name()));
    if (task == Task.CLASSIFICATION && Set.copyOf(classes).size() < 2) {
      throw new IllegalArgumentException(
          "task 'classification' needs at least two 'classes': " + classes);
    }
    if (task == Task.CLASSIFICATION && targetTransform.isLog()) {
      throw new IllegalArgumentException(
          "task 'classification' takes no transform of target '" + target + "'");
    }
    if (task == Task.REGRESSION && !classes.isEmpty()) {
      throw new IllegalArgumentException("task 'regression' takes no 'classes': " + classes);
    }
  }

  /** The same columns for a model of another name. */
  public Schema named(String name) {
    return new Schema(
        name, task, id, eventTime, numeric, categorical, target, classes, targetTransform, layout);
  }

  /** Whether the label of a row comes as a record of its own, later than the features. */
  public boolean hasLateLabels() {
    return !layout.labelTime().isEmpty();
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("column '" + name + "' stands twice in the schema");
    }
  }
}
