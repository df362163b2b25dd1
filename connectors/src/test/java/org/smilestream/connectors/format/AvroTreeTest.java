package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroTreeTest {

  private static JsonNode read(String schema, Object value) throws Exception {
    Schema parsed = AvroSchemas.parse(schema);
    return new AvroTree(parsed).read(AvroRecords.binary(parsed, value), 0);
  }

  @Test
  void plainValuesAreWhatJsonWouldSay() throws Exception {
    assertThat(read("\"null\"", null).isNull()).isTrue();
    assertThat(read("\"boolean\"", true).booleanValue()).isTrue();
    assertThat(read("\"int\"", -7).asText()).isEqualTo("-7");
    assertThat(read("\"long\"", Long.MIN_VALUE).longValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(read("\"float\"", 0.1f).asText()).isEqualTo("0.1");
    assertThat(read("\"float\"", 0.1f).doubleValue()).isEqualTo(0.1f);
    assertThat(read("\"double\"", 1e300).doubleValue()).isEqualTo(1e300);
    assertThat(read("\"double\"", Double.NaN).doubleValue()).isNaN();
    assertThat(read("\"string\"", "é\uFFFD\uD83D\uDE00").textValue())
        .isEqualTo("é\uFFFD\uD83D\uDE00");
    assertThat(read("\"bytes\"", ByteBuffer.wrap(new byte[] {1, 2, 3})).asText()).isEqualTo("AQID");
  }

  @Test
  void aUnionIsItsBranch() throws Exception {
    String union = "[\"null\",\"double\",\"string\",{\"type\":\"array\",\"items\":\"int\"}]";

    assertThat(read(union, null).isNull()).isTrue();
    assertThat(read(union, 1.5).doubleValue()).isEqualTo(1.5);
    assertThat(read(union, "x").textValue()).isEqualTo("x");
    assertThat(read(union, List.of(1, 2))).hasToString("[1,2]");
  }

  @Test
  void enumsAreTheirSymbols() throws Exception {
    String schema = "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"RED\",\"BLUE\"]}";
    Object blue = new GenericData.EnumSymbol(AvroSchemas.parse(schema), "BLUE");

    assertThat(read(schema, blue).textValue()).isEqualTo("BLUE");
  }

  @ParameterizedTest
  @CsvSource({
    "long, timestamp-millis, 1388534401000, 1388534401000",
    "long, timestamp-micros, 1388534401000999, 1388534401000",
    "long, timestamp-micros, -1, -1",
    "long, timestamp-nanos, 1388534401000999999, 1388534401000",
    "long, local-timestamp-millis, 1388534401000, 1388534401000",
    "long, local-timestamp-micros, 1388534401000999, 1388534401000",
    "long, local-timestamp-nanos, 1388534401000999999, 1388534401000",
    "int, date, 16071, 1388534400000",
    "int, date, -1, -86400000",
    "int, time-millis, 1000, 1000",
    "long, time-micros, 1000999, 1000",
    "long, of-somebody, 17, 17"
  })
  void datesAndTimesAreMilliseconds(String type, String logical, long value, long millis)
      throws Exception {
    String schema = "{\"type\":\"%s\",\"logicalType\":\"%s\"}".formatted(type, logical);

    assertThat(read(schema, type.equals("int") ? (Object) (int) value : value).longValue())
        .isEqualTo(millis);
  }

  @Test
  void decimalsAreNumbers() throws Exception {
    BigDecimal value = new BigDecimal("-12345678901234567890.12");
    byte[] unscaled = value.unscaledValue().toByteArray();
    String bytes = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":30,\"scale\":2}";
    assertThat(read(bytes, ByteBuffer.wrap(unscaled)).decimalValue()).isEqualTo(value);

    String fixed =
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":%d,\"logicalType\":\"decimal\",\"precision\":20,\"scale\":2}"
            .formatted(unscaled.length);
    JsonNode number = read(fixed, new GenericData.Fixed(AvroSchemas.parse(fixed), unscaled));
    assertThat(number.isNumber()).isTrue();
    assertThat(number.asText()).isEqualTo("-12345678901234567890.12");

    // Converting one of a million digits would take seconds.
    byte[] large = BigInteger.TEN.pow(1002).toByteArray();
    assertMalformed(
        bytes, AvroRecords.binary(AvroSchemas.parse("\"bytes\""), ByteBuffer.wrap(large)));
    assertMalformed(bytes, new byte[1]);
  }

  @Test
  void recordsListsAndMapsNest() throws Exception {
    Schema schema = AvroSchemas.parse(NESTED);
    JsonNode tree = new AvroTree(schema).read(AvroRecords.binary(schema, nested(schema)), 0);

    assertThat(tree)
        .hasToString("{\"id\":\"a\",\"inner\":{\"xs\":[1.5,null]},\"map\":{\"k\":{\"xs\":[]}}}");
  }

  private static final String NESTED =
      """
      {"type":"record","name":"R","fields":[
        {"name":"id","type":"string"},
        {"name":"inner","type":{"type":"record","name":"I","fields":[
          {"name":"xs","type":{"type":"array","items":["null","double"]}}]}},
        {"name":"map","type":{"type":"map","values":"I"}}]}
      """;

  private static Object nested(Schema schema) {
    Schema inner = schema.getField("inner").schema();
    return new GenericRecordBuilder(schema)
        .set("id", "a")
        .set("inner", new GenericRecordBuilder(inner).set("xs", Arrays.asList(1.5, null)).build())
        .set("map", Map.of("k", new GenericRecordBuilder(inner).set("xs", List.of()).build()))
        .build();
  }

  /** Names and defaults that Avro's own parser does not like are in use. */
  @Test
  void namesAndDefaultsOfOthersAreTaken() throws Exception {
    String schema =
        """
        {"type":"record","name":"r-1","fields":[{"name":"dep-delay","type":"double","default":"0"}]}
        """;
    Schema parsed = AvroSchemas.parse(schema);
    GenericData.Record record = new GenericData.Record(parsed);
    record.put(0, 2.5);

    assertThat(read(schema, record)).hasToString("{\"dep-delay\":2.5}");
  }

  private static void assertMalformed(String schema, byte[] bytes) {
    assertMalformed(schema, bytes, "");
  }

  private static void assertMalformed(String schema, byte[] bytes, String reason) {
    assertThatThrownBy(() -> new AvroTree(AvroSchemas.parse(schema)).read(bytes, 0))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("the record is not Avro of the schema '")
        .hasMessageContaining(reason)
        .extracting(e -> ((BadRowException) e).code())
        .isEqualTo("malformed");
  }

  @Test
  void everyPartOfAValueAndMoreThanAllOfItIsMalformed() throws Exception {
    Schema schema = AvroSchemas.parse(NESTED);
    byte[] whole = AvroRecords.binary(schema, nested(schema));
    for (int length = 0; length < whole.length; length++) {
      assertMalformed(NESTED, Arrays.copyOf(whole, length));
    }
    assertMalformed(
        NESTED, Arrays.copyOf(whole, whole.length + 1), "there are bytes after its end");
    assertMalformed("\"double\"", new byte[3], "it ends too early");
  }

  @Test
  void whatIsNoTextIsMalformed() {
    assertMalformed("\"string\"", new byte[] {2, (byte) 0xff});
    assertMalformed("{\"type\":\"map\",\"values\":\"int\"}", new byte[] {2, 2, (byte) 0xff, 0, 0});
  }

  @Test
  void aChoiceThatThereIsNotIsMalformed() {
    for (byte index : new byte[] {1, 4}) {
      assertMalformed(
          "[\"null\",\"null\"]".replaceFirst("null", "int"), new byte[] {index}, "choice");
      assertMalformed(
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}",
          new byte[] {index},
          "choice");
    }
  }

  /** Lengths that are not there, lists of what takes no bytes, and records of themselves. */
  @Test
  void fewBytesDoNotTakeMuchMemory() throws Exception {
    byte[] length = longs(Integer.MAX_VALUE - 8L);
    assertMalformed("\"string\"", length);
    assertMalformed("\"bytes\"", length);
    assertMalformed("\"bytes\"", longs(Long.MAX_VALUE));
    assertMalformed("\"bytes\"", longs(-1));
    assertMalformed("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2000000000}", new byte[10]);
    String nulls = "{\"type\":\"array\",\"items\":\"null\"}";
    assertMalformed(nulls, longs(1L << 40, 0));
    assertMalformed(nulls, longs(2_000_000, 0));
    assertMalformed(nulls, longs(Long.MIN_VALUE, 0, 0));
    assertThat(new AvroTree(AvroSchemas.parse(nulls)).read(longs(1000, 0), 0)).hasSize(1000);
    assertMalformed(
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}",
        new byte[1],
        "nests deeper than 32");
  }

  private static byte[] longs(long... values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    for (long value : values) {
      encoder.writeLong(value);
    }
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void whateverTheBytesAreItIsATreeOrNone() throws Exception {
    Schema schema = AvroSchemas.parse(NESTED);
    byte[] whole = AvroRecords.binary(schema, nested(schema));
    Random random = new Random(5);
    AvroTree tree = new AvroTree(schema);
    int trees = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = random.nextBoolean() ? whole.clone() : new byte[random.nextInt(40)];
      for (int times = random.nextInt(3); times >= 0 && bytes.length > 0; times--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(tree.read(bytes, 0).isObject()).isTrue();
        trees++;
      } catch (BadRowException e) {
        assertThat(e.code()).isEqualTo("malformed");
      }
    }
    assertThat(trees).isBetween(100, 19_000);
    assertThat(tree.read(whole, 0).get("id").textValue()).isEqualTo("a");
  }
}
