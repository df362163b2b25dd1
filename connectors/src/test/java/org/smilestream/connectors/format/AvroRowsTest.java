package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;

/** Rows of records in Avro, where one schema is that of all. */
class AvroRowsTest {
  private static final String YAML =
      """
      model: m
      task: regression
      id: id
      eventTime: at
      labelTime: known
      numeric: [x, price]
      boolean: [late]
      categorical: {colour: 4, gate: 4}
      nullable: [x, colour]
      target: y
      """;
  private static final Schema SCHEMA = SchemaFile.parse("m.yaml", bytes(YAML));

  private static final String AVSC =
      """
      {"type": "record", "name": "Row", "fields": [
        {"name": "id", "type": ["null", "long", "string"]},
        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
        {"name": "known", "type": ["null", {"type": "int", "logicalType": "date"}]},
        {"name": "x", "type": ["null", "float", "string", "boolean"]},
        {"name": "price", "type": ["double", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}]},
        {"name": "late", "type": ["boolean", "int", "string"]},
        {"name": "colour", "type": ["null", {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}]},
        {"name": "gate", "type": ["int", "string", {"type": "array", "items": "int"}]},
        {"name": "y", "type": ["null", "double", "string"]},
        {"name": "quantiles", "type": ["null", {"type": "array", "items": "double"}], "default": null},
        {"name": "other", "type": {"type": "map", "values": "bytes"}, "default": {}}]}
      """;
  private static final org.apache.avro.Schema WRITTEN = AvroSchemas.parse(AVSC);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static GenericRecordBuilder good() {
    return new GenericRecordBuilder(WRITTEN)
        .set("id", 17L)
        .set("at", 1_388_534_401_000_000L)
        .set("known", null)
        .set("x", 1.5f)
        .set("price", 2.25)
        .set("late", true)
        .set("colour", symbol("BLUE"))
        .set("gate", 7)
        .set("y", null);
  }

  private static Object symbol(String name) {
    return new GenericData.EnumSymbol(WRITTEN.getField("colour").schema().getTypes().get(1), name);
  }

  private static ParsedRecord parse(RowContent content, GenericRecord record) throws IOException {
    List<ParsedRecord> parsed =
        new RowParser(SCHEMA, content, new RowEncoding.Avro(AVSC))
            .parse(AvroRecords.binary(WRITTEN, record), "t", 2, 30);
    assertThat(parsed).hasSize(1);
    return parsed.get(0);
  }

  /** Dictionaries and scalers see no difference. */
  @Test
  void theFlightsAreThoseThatJsonHas() throws IOException {
    RowParser json = new RowParser(Flights.schema(), true);
    RowParser avro =
        new RowParser(
            Flights.schema(),
            RowContent.ROW,
            new RowEncoding.Avro(AvroRecords.flight().toString()));
    for (ReplayRow flight : Flights.rows().subList(0, 1000)) {
      byte[] record = AvroRecords.flight(flight.value());

      assertThat(avro.parse(record, "t", 2, 30))
          .usingRecursiveComparison()
          .isEqualTo(json.parse(flight.value(), "t", 2, 30));
    }
  }

  @Test
  void columnsAreReadAsThoseOfJson() throws IOException {
    Row row = parse(RowContent.FEATURES, good().build()).row();

    assertThat(row.id()).isEqualTo("17");
    assertThat(row.eventTime()).isEqualTo(1_388_534_401_000L);
    assertThat(row.numeric()).containsExactly(1.5, 2.25, 1, 0);
    assertThat(row.categorical()).containsExactly("BLUE", "7");
    assertThat(row.origin()).isEqualTo(new Origin("t", 2, 30, 0));
    assertThat(row.question()).isNull();
  }

  @Test
  void nullMayBeMissingWhereTheSchemaSaysSo() throws IOException {
    Row row = parse(RowContent.FEATURES, good().set("x", null).set("colour", null).build()).row();

    assertThat(row.numeric()).containsExactly(Double.NaN, 2.25, 1, 1);
    assertThat(row.categorical()).containsExactly("", "7");
  }

  @Test
  void aRequestMayAsk() throws IOException {
    Row row =
        parse(RowContent.FEATURES, good().set("quantiles", List.of(0.99, 0.01)).build()).row();

    assertThat(row.question())
        .usingRecursiveComparison()
        .isEqualTo(new Question(new double[] {0.01, 0.99}, new double[0]));
  }

  @Test
  void labelsComeLate() throws IOException {
    GenericRecord label = good().set("y", 3.0).set("known", 16_071).set("at", null).build();
    for (RowContent content : List.of(RowContent.FEATURES_OR_LABEL, RowContent.LABEL)) {
      Row row = parse(content, label).row();

      assertThat(row.target()).isEqualTo(3);
      assertThat(row.eventTime()).isEqualTo(1_388_534_400_000L);
    }
    assertThat(parse(RowContent.FEATURES_OR_LABEL, good().build()).row().hasTarget()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id     | null    | missing-column | column 'id' is null
          at     | null    | missing-column | column 'at' is null
          id     | ''      | bad-value      | column 'id' is empty
          x      | text    | bad-value      | column 'x' is not a number: "text"
          x      | true    | bad-value      | column 'x' is not a number: true
          x      | NaN     | bad-value      | column 'x' is not finite: NaN
          price  | 1e16    | bad-value      | column 'price' is beyond ±10^15: 1.0E16
          late   | maybe   | bad-value      | column 'late' is neither true nor false, 1 nor 0: "maybe"
          gate   | [1]     | bad-value      | column 'gate' is neither a text nor a finite number nor a boolean: [1]
          """)
  void whatCannotBeUsedIsADeadLetterWithItsReason(
      String column, String value, String code, String reason) throws IOException {
    Object bad =
        switch (value) {
          case "null" -> null;
          case "true" -> true;
          case "NaN" -> Float.NaN;
          case "1e16" -> 1e16;
          case "[1]" -> List.of(1);
          default -> value;
        };
    GenericRecord record = good().set(column, bad).build();

    DeadLetter letter = parse(RowContent.FEATURES, record).deadLetter();

    assertThat(letter.code()).isEqualTo(code);
    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.record().payload()).isEqualTo(AvroRecords.binary(WRITTEN, record));
  }

  @Test
  void aColumnThatTheSchemaOfTheRecordLacksIsMissing() throws IOException {
    RowParser parser =
        new RowParser(Flights.schema(), RowContent.ROW, new RowEncoding.Avro(WRITTEN.toString()));

    DeadLetter letter =
        parser.parse(AvroRecords.binary(WRITTEN, good().build()), "t", 2, 30).get(0).deadLetter();

    assertThat(letter.code()).isEqualTo(DeadLetter.MISSING_COLUMN);
    assertThat(letter.reason()).isEqualTo("column 'flight' is missing");
  }

  @Test
  void bytesThatAreNoRecordAreMalformedOrEmpty() throws IOException {
    RowParser parser = new RowParser(SCHEMA, RowContent.FEATURES, new RowEncoding.Avro(AVSC));
    byte[] whole = AvroRecords.binary(WRITTEN, good().build());

    assertThat(code(parser, null)).isEqualTo(DeadLetter.EMPTY);
    assertThat(code(parser, new byte[0])).isEqualTo(DeadLetter.EMPTY);
    assertThat(code(parser, bytes("{\"id\": 1}"))).isEqualTo(DeadLetter.MALFORMED);
    assertThat(code(parser, Arrays.copyOf(whole, 9))).isEqualTo(DeadLetter.MALFORMED);
    assertThat(code(parser, new byte[RowParser.MAX_RECORD + 1])).isEqualTo(DeadLetter.MALFORMED);
    assertThat(parser.parse(whole, "t", 2, 30).get(0).row().id()).isEqualTo("17");
  }

  private static String code(RowParser parser, byte[] record) {
    return parser.parse(record, "t", 2, 30).get(0).deadLetter().code();
  }

  @Test
  void theHeadOfASingleObjectMayStandBefore() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), WRITTEN).encode(good().build(), out);
    RowParser parser = new RowParser(SCHEMA, RowContent.FEATURES, new RowEncoding.Avro(AVSC));

    assertThat(parser.parse(out.toByteArray(), "t", 2, 30).get(0).row().id()).isEqualTo("17");
  }

  @Test
  void aMinibatchIsARecordWithAListOfRows() throws IOException {
    org.apache.avro.Schema batch =
        AvroSchemas.parse(
            "{\"type\":\"record\",\"name\":\"Batch\",\"fields\":[{\"name\":\"rows\",\"type\":"
                + "{\"type\":\"array\",\"items\":"
                + AVSC
                + "}}]}");
    GenericRecord record =
        new GenericRecordBuilder(batch)
            .set("rows", List.of(good().build(), good().set("id", null).build()))
            .build();
    RowParser parser =
        new RowParser(SCHEMA, RowContent.FEATURES, new RowEncoding.Avro(batch.toString()));

    List<ParsedRecord> parsed = parser.parse(AvroRecords.binary(batch, record), "t", 2, 30);

    assertThat(parsed).hasSize(2);
    assertThat(parsed.get(0).row().id()).isEqualTo("17");
    DeadLetter letter = parsed.get(1).deadLetter();
    assertThat(letter.origin().index()).isEqualTo(1);
    assertThat(letter.record().payload())
        .asString()
        .startsWith("{\"id\":null,\"at\":1388534401000,");
  }

  @Test
  void aSchemaFileIsReadOrRefusedInOneSentence(@TempDir Path folder) throws IOException {
    assertThat(AvroSchemas.read(Files.writeString(folder.resolve("a.avsc"), AVSC))).isEqualTo(AVSC);
    refuses(folder.resolve("none.avsc"), "cannot be read");
    refuses(
        Files.writeString(folder.resolve("b.avsc"), "\"string\""),
        "describes no record but 'string'");
    refuses(
        Files.writeString(folder.resolve("c.avsc"), "{\"type\":\"recor"), "is no Avro schema: ");
    refuses(
        Files.writeString(folder.resolve("d.avsc"), "{\"type\":\"row\"}"), "is no Avro schema: ");
  }

  private static void refuses(Path file, String why) {
    assertThatThrownBy(() -> AvroSchemas.read(file))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageStartingWith("Avro schema file '" + file + "' " + why);
  }
}
