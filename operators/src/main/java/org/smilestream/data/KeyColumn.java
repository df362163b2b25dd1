package org.smilestream.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The categorical column whose value says which model a row belongs to. It is no feature: within a
 * model it never changes.
 *
 * @param index of the column among the categorical ones of the whole schema
 * @param modelSchema the schema of the rows that a model gets: without the column
 */
public record KeyColumn(int index, Schema modelSchema) implements Serializable {

  /**
   * The column of a name.
   *
   * @throws IllegalArgumentException in one sentence, if a schema has no such categorical column,
   *     or nothing but it
   */
  public static KeyColumn of(Schema schema, String name) {
    List<CategoricalColumn> rest = new ArrayList<>(schema.categorical());
    List<String> names = schema.categorical().stream().map(CategoricalColumn::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "'%s' is no categorical column of the schema, which has %s"
              .formatted(name, names.isEmpty() ? "none" : quoted(names)));
    }
    rest.remove(index);
    if (rest.isEmpty() && schema.numeric().isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is the only feature of the schema, and the key is none".formatted(name));
    }
    requireWholeRows(schema);
    RowLayout layout = schema.layout();
    Set<String> nullable =
        layout.nullable().stream()
            .filter(column -> !column.equals(name))
            .collect(Collectors.toSet());
    return new KeyColumn(
        index,
        new Schema(
            schema.model(),
            schema.task(),
            schema.id(),
            schema.eventTime(),
            schema.numeric(),
            rest,
            schema.target(),
            schema.classes(),
            schema.targetTransform(),
            new RowLayout(
                layout.time(),
                layout.derived(),
                nullable,
                layout.missingMark(),
                layout.series(),
                layout.labelTime())));
  }

  /** What the operator that orders the rows of one model does is not done for each key. */
  private static void requireWholeRows(Schema schema) {
    String what =
        schema.hasLateLabels()
            ? "labels that come late"
            : !schema.layout().series().isEmpty()
                ? "columns of earlier targets"
                : schema.targetTransform().isLog() ? "a transform of the target" : null;
    if (what != null) {
      throw new IllegalArgumentException(
          "the schema has %s, and models by key take none".formatted(what));
    }
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  /** The key of a row of the whole schema. */
  public String key(Row row) {
    return row.categorical()[index];
  }

  /** The same row without the key. */
  public Row modelRow(Row row) {
    String[] all = row.categorical();
    String[] rest = new String[all.length - 1];
    System.arraycopy(all, 0, rest, 0, index);
    System.arraycopy(all, index + 1, rest, index, rest.length - index);
    return row.with(row.numeric(), rest);
  }
}
