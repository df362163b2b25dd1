package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.registry.FakeSchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryException;

class RegisteredAvroReaderTest {
  private static final Schema FIRST =
      AvroSchemas.parse(
          "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");
  private static final Schema SECOND =
      AvroSchemas.parse(
          """
          {"type": "record", "name": "R", "fields": [
            {"name": "y", "type": "string"}, {"name": "x", "type": "double"}]}
          """);

  private FakeSchemaRegistry registry;
  private RegisteredAvroReader reader;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeSchemaRegistry();
    reader = new RegisteredAvroReader(registry.client());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static byte[] first(int id, int x) throws IOException {
    return AvroRecords.registered(
        id, AvroRecords.binary(FIRST, new GenericRecordBuilder(FIRST).set("x", x).build()));
  }

  private String tree(byte[] record) throws BadRowException {
    return reader.read(record).toString();
  }

  @Test
  void eachSchemaIsAskedForOnce() throws Exception {
    int old = registry.add(FIRST.toString());
    int evolved = registry.add(SECOND.toString());
    byte[] later =
        AvroRecords.registered(
            evolved,
            AvroRecords.binary(
                SECOND, new GenericRecordBuilder(SECOND).set("x", 0.5).set("y", "b").build()));
    for (int i = 0; i < 10; i++) {
      assertThat(tree(first(old, i))).isEqualTo("{\"x\":" + i + "}");
      assertThat(tree(later)).isEqualTo("{\"y\":\"b\",\"x\":0.5}");
    }
    assertThat(registry.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");

    // What is known needs no registry.
    registry.close();
    assertThat(tree(first(old, 5))).isEqualTo("{\"x\":5}");
  }

  @Test
  void aRecordOfAnUnknownSchemaIsADeadLetter() throws Exception {
    byte[] record = first(77, 1);
    assertDead(record, "schema 77 of the registry at '" + registry.url() + "' is not known: ");
    int asked = registry.requests().size();

    assertDead(record, "is not known");
    assertThat(registry.requests()).hasSize(asked);

    // Of many such ids each is asked for once, and rows are read in between.
    int id = registry.add(FIRST.toString());
    for (int other = 100; other < 1300; other++) {
      assertDead(first(other, 1), "schema " + other + " ");
    }
    assertThat(registry.requests()).hasSize(asked + 1200);
    assertThat(tree(first(id, 1))).isEqualTo("{\"x\":1}");
  }

  @Test
  void aRecordOfAnUnusableSchemaIsADeadLetter() throws Exception {
    int noAvro = registry.add("{\"type\":\"recor");
    int ofJson =
        registry.add(
            JsonNodeFactory.instance.objectNode().put("schema", "{}").put("schemaType", "JSON"));

    assertDead(first(noAvro, 1), "schema 1 of the registry is no Avro schema: ");
    assertDead(first(ofJson, 1), "is none of Avro but of 'JSON'");
  }

  private void assertDead(byte[] record, String reason) {
    assertThatThrownBy(() -> reader.read(record))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((BadRowException) e).code())
        .isEqualTo("no-schema");
  }

  @Test
  void whatHasNoIdIsMalformedAndNobodyIsAsked() {
    for (byte[] record :
        new byte[][] {
          "{\"x\": 1}".getBytes(StandardCharsets.UTF_8), new byte[4], {1, 0, 0, 0, 1, 2}
        }) {
      assertThatThrownBy(() -> reader.read(record))
          .isInstanceOf(BadRowException.class)
          .hasMessage("the record does not begin with a byte of 0 and the id of its schema");
    }
    assertThatThrownBy(() -> reader.read(new byte[0])).hasMessage("the record is empty");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void whatIsNoValueOfItsSchemaIsMalformed() throws Exception {
    int id = registry.add(SECOND.toString());

    assertThatThrownBy(() -> reader.read(first(id, 1)))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("the record is not Avro of the schema 'R': ");
  }

  /** No row is lost: the task fails and reads the record again. */
  @Test
  void aRegistryThatDoesNotAnswerIsNoReasonForADeadLetter() throws Exception {
    int id = registry.add(FIRST.toString());
    registry.answerNext(5, 503, "down");
    assertThatThrownBy(() -> reader.read(first(id, 1))).isInstanceOf(SchemaRegistryException.class);

    assertThat(tree(first(id, 1))).isEqualTo("{\"x\":1}");
  }
}
