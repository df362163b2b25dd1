package org.smilestream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyColumnTest {

  private static final TimeColumn TIME = new TimeColumn("time", null, null, null);

  private static Schema schema(List<String> numeric, String... categorical) {
    return schema(TargetTransform.STANDARD, List.of(), numeric, categorical);
  }

  private static Schema schema(
      TargetTransform transform,
      List<TimeColumn> labelTime,
      List<String> numeric,
      String... categorical) {
    return new Schema(
        "m",
        Task.REGRESSION,
        "id",
        "time",
        numeric,
        List.of(categorical).stream().map(name -> new CategoricalColumn(name, 4)).toList(),
        "y",
        List.of(),
        transform,
        new RowLayout(List.of(TIME), Map.of(), Set.of("shop", "city"), "?", List.of(), labelTime));
  }

  @Test
  void theKeyIsTakenOutOfSchemaAndRow() {
    KeyColumn key = KeyColumn.of(schema(List.of("x"), "city", "shop", "day"), "shop");
    Row row =
        new Row(
                "a",
                7,
                new double[] {1},
                new String[] {"oslo", "s1", "mo"},
                2,
                new Origin("t", 0, 3, 0))
            .arrivedAt(99)
            .asking(new Question(new double[] {0.1}, new double[] {4}));

    assertThat(key.modelSchema().categorical())
        .extracting(CategoricalColumn::name)
        .containsExactly("city", "day");
    assertThat(key.modelSchema().layout().nullable()).containsExactly("city");
    assertThat(key.modelSchema().layout().missingMark()).isEqualTo("?");
    assertThat(key.key(row)).isEqualTo("s1");
    assertThat(key.modelRow(row).categorical()).containsExactly("oslo", "mo");
    assertThat(key.modelRow(row))
        .usingRecursiveComparison()
        .ignoringFields("categorical")
        .isEqualTo(row);
  }

  @Test
  void whatCannotBeAKeyIsSaidInOneSentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyColumn.of(schema(List.of("x"), "city", "shop"), "x"))
        .withMessage("'x' is no categorical column of the schema, which has 'city', 'shop'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyColumn.of(schema(List.of("x")), "shop"))
        .withMessage("'shop' is no categorical column of the schema, which has none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyColumn.of(schema(List.of(), "shop"), "shop"))
        .withMessage("'shop' is the only feature of the schema, and the key is none");
  }

  @Test
  void whatOneModelAloneCanDoIsRefused() {
    Schema late = schema(TargetTransform.STANDARD, List.of(TIME), List.of("x"), "shop");
    Schema logarithmic = schema(TargetTransform.LOG, List.of(), List.of("x"), "shop");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyColumn.of(late, "shop"))
        .withMessage("the schema has labels that come late, and models by key take none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyColumn.of(logarithmic, "shop"))
        .withMessage("the schema has a transform of the target, and models by key take none");
  }
}
