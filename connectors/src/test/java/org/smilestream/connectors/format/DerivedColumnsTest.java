package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;

/** Columns that a schema makes of those of a record, and the ways to say when a row happened. */
class DerivedColumnsTest {
  private static final String SCHEMA =
      """
      model: m
      task: regression
      id: id
      eventTime: at
      derived:
        hour: {part: hour}
        weekday: {part: weekday, zone: America/Chicago}
        month: {part: month, of: {column: built, pattern: dd.MM.yyyy}}
        area: {product: [a, b]}
        kind: {product: [c, hour]}
      numeric: [a, area]
      cyclic: {hour: 24}
      categorical: {c: 4, weekday: 8, month: 13, kind: 90}
      nullable: [a, c]
      missing: "?"
      target: y
      """;

  private static final String ROW =
      """
      {"id": 1, "at": "2012-10-01T03:30:00Z", "built": "24.12.1999", "a": 2, "b": 3.5, "c": "x", "y": 1}
      """;

  private static Schema schema(String yaml) {
    return SchemaFile.parse("s.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static ParsedRecord parse(Schema schema, String row) {
    return new RowParser(schema, true)
        .parse(row.getBytes(StandardCharsets.UTF_8), "t", 0, 0)
        .get(0);
  }

  private static Row row(Schema schema, String row) {
    ParsedRecord parsed = parse(schema, row);
    assertThat(parsed.deadLetter()).isNull();
    return parsed.row();
  }

  @Test
  void areInputsLikeAllOthers() {
    Schema schema = schema(SCHEMA);
    assertThat(schema.numeric()).containsExactly("a", "area", "hour.sin", "hour.cos", "a.missing");

    Row row = row(schema, ROW);

    double angle = 2 * Math.PI * 3 / 24;
    assertThat(row.numeric()[0]).isEqualTo(2);
    assertThat(row.numeric()[1]).isEqualTo(7);
    assertThat(row.numeric()[2]).isCloseTo(Math.sin(angle), within(1e-12));
    assertThat(row.numeric()[3]).isCloseTo(Math.cos(angle), within(1e-12));
    assertThat(row.numeric()[4]).isZero();
    // In Chicago it is still Sunday.
    assertThat(row.categorical()).containsExactly("x", "7", "12", "x×3");
  }

  @ParameterizedTest
  @CsvSource({"'\"a\": 2, ', ''", "'\"a\": 2', '\"a\": null'", "'\"a\": 2', '\"a\": \"?\"'"})
  void aMissingNumberIsSaidAndHasNoValue(String given, String missing) {
    Row row = row(schema(SCHEMA), ROW.replace(given, missing));

    assertThat(row.numeric()[0]).isNaN();
    assertThat(row.numeric()[1]).isNaN();
    assertThat(row.numeric()[4]).isEqualTo(1);
  }

  @Test
  void aMissingCategoryIsOneOfItsOwn() {
    Row row = row(schema(SCHEMA), ROW.replace("\"x\"", "\"?\""));

    assertThat(row.categorical()).containsExactly("", "7", "12", "×3");
  }

  @Test
  void whatMayNotBeMissingIsADeadLetter() {
    assertThat(parse(schema(SCHEMA), ROW.replace("3.5", "\"?\"")).deadLetter().reason())
        .isEqualTo("column 'b' is not a number: \"?\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at | 2014-01-01T08:35:00Z",
        "{column: local, pattern: 'dd/MM/yyyy HH:mm', zone: America/Chicago} | 2014-07-04T17:30:00Z",
        "{column: offset, pattern: 'yyyy-MM-dd HH:mmXXX'} | 2014-01-01T07:00:00Z",
        "{column: day, pattern: yyyy-MM-dd} | 2014-01-01T00:00:00Z",
        "{column: n, unit: milliseconds} | 1970-01-01T00:00:01.500Z",
        "{column: n, unit: seconds} | 1970-01-01T00:25:00Z",
        "{column: n, unit: days} | 1974-02-09T00:00:00Z",
        "[{column: day, pattern: yyyy-MM-dd}, {column: n, unit: minutes}] | 2014-01-02T01:00:00Z",
        "[{column: day, pattern: yyyy-MM-dd}, {column: half, unit: hours}] | 2014-01-01T00:30:00Z",
      })
  void eventTimes(String eventTime, Instant expected) {
    Schema schema =
        schema(
            "model: m\ntask: regression\nid: id\nnumeric: [x]\ntarget: y\neventTime: " + eventTime);

    Row row =
        row(
            schema,
            """
            {"id": 1, "x": 1, "y": 1, "at": "2014-01-01T08:35:00Z", "local": "04/07/2014 12:30",
             "offset": "2014-01-01 08:00+01:00", "day": "2014-01-01", "n": 1500, "half": "0.5"}
            """);

    assertThat(Instant.ofEpochMilli(row.eventTime())).isEqualTo(expected);
  }

  @Test
  void columnsOfEarlierTargetsAreNotInTheRecord() {
    Schema schema = schema(SCHEMA.replace("{product: [a, b]}", "{mean: 3, key: c}"));

    assertThat(schema.layout().series())
        .containsExactly(new SeriesColumn("area", SeriesColumn.Kind.MEAN, 3, null, "c"));
    assertThat(row(schema, ROW).numeric()[schema.numeric().indexOf("area")]).isNaN();
  }

  @Test
  void hashedCategoriesAreBuckets() {
    Schema schema = schema(SCHEMA.replace("{product: [c, hour]}", "{hash: c, buckets: 7}"));

    // zlib.crc32(b"x") % 7
    assertThat(row(schema, ROW).categorical()[3]).isEqualTo(Long.toString(0x8cdc1683L % 7));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0", "1, 1", "0, 0", "'\"true\"', 1", "'\"0\"', 0"})
  void booleansAreOneAndZero(String json, double expected) {
    Schema schema = schema(SCHEMA + "boolean: [open]\n");

    Row row = row(schema, ROW.replace("\"a\": 2", "\"a\": 2, \"open\": " + json));

    assertThat(row.numeric()[schema.numeric().indexOf("open")]).isEqualTo(expected);
  }

  @Test
  void aBooleanMayBeMissingAndNothingElse() {
    Schema strict = schema(SCHEMA + "boolean: [open]\n");
    Schema nullable =
        schema(SCHEMA.replace("nullable: [a, c]", "nullable: [a, c, open]") + "boolean: [open]\n");

    assertThat(parse(strict, ROW).deadLetter().reason()).isEqualTo("column 'open' is missing");
    assertThat(
            parse(strict, ROW.replace("\"a\": 2", "\"a\": 2, \"open\": \"yes\""))
                .deadLetter()
                .reason())
        .isEqualTo("column 'open' is neither true nor false, 1 nor 0: \"yes\"");
    Row row = row(nullable, ROW);
    assertThat(row.numeric()[nullable.numeric().indexOf("open")]).isNaN();
    assertThat(row.numeric()[nullable.numeric().indexOf("open.missing")]).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "eventTime: at | eventTime: {column: at, unit: fortnights} | as the unit at key 'eventTime', not \"fortnights\"",
        "eventTime: at | eventTime: {column: at, pattern: nonsense} | no pattern of a date or time at key 'eventTime'",
        "eventTime: at | eventTime: {column: at, zone: Mars} | needs a time zone",
        "eventTime: at | eventTime: {pattern: yyyy} | needs a name at key 'eventTime'",
        "{part: hour} | {part: minute} | needs 'hour', 'weekday' or 'month' as the part at key 'derived.hour'",
        "{part: hour} | {what: hour} | needs one of 'part', 'product', 'hash', 'lag' and 'mean' at key 'derived.hour'",
        "[a, b] | [a, kind] | of column 'kind', which is not derived before it",
        "[a, b] | [a] | needs a list of two or more columns",
        "{hour: 24} | {hour: 0} | needs a period above 0 for column 'hour'",
        "nullable: [a, c] | nullable: [a, q] | names 'q' at key 'nullable'",
        "target: y | `target: y\ndistinctBy: [at]` | has the key 'distinctBy', which needs a file",
        "target: y | `target: y\nheader: [at]` | has the key 'header', which needs a file",
        "{product: [a, b]} | {lag: 0} | needs a number of rows from 1 to 10000 for the lag",
        "{product: [a, b]} | {mean: 3, key: q} | names 'q' as the key of column 'area'",
        "{product: [c, hour]} | {lag: 1} | it belongs to 'numeric'",
        "{product: [c, hour]} | {hash: c, buckets: 90} | 90 slots; its 90 buckets need one more",
        "{product: [c, hour]} | {hash: c, buckets: 1} | needs a number of 'buckets' from 2 to",
        "{part: hour} | {lag: 1} | of column 'hour', which is made of earlier rows",
      })
  void namesWhatIsWrong(String right, String wrong, String message) {
    assertThatThrownBy(() -> schema(SCHEMA.replace(right, wrong)))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageStartingWith("schema file 's.yaml'")
        .hasMessageContaining(message);
  }

  @Test
  void aFileMayHaveMore(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("s.yaml"), SCHEMA + "header: [id, at]\ndistinctBy: [at]\n");

    FileLayout layout = SchemaFile.readForFile(file).layout();

    assertThat(layout).isEqualTo(new FileLayout(List.of("id", "at"), List.of("at")));
  }
}
