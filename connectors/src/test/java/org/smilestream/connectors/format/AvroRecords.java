package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Records as producers write them in Avro, by Avro's own writer. */
public final class AvroRecords {
  private static final Path FLIGHT = Path.of("..", "docs", "examples", "avro", "flight.avsc");

  private AvroRecords() {}

  /** The schema of flights of the examples. */
  public static Schema flight() {
    try {
      return new Schema.Parser().parse(Files.readString(FLIGHT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A flight in JSON, as a record of {@link #flight()}. */
  public static byte[] flight(byte[] json) throws IOException {
    JsonNode row = new JsonMapper().readTree(json);
    Schema schema = flight();
    GenericData.Record record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = row.path(field.name());
      record.put(
          field.name(),
          switch (field.schema().getType()) {
            case STRING -> value.textValue();
            case INT -> value.asInt();
            case LONG -> Instant.parse(value.textValue()).toEpochMilli();
            default -> value.isMissingNode() ? null : value.doubleValue();
          });
    }
    return binary(schema, record);
  }

  /** A value without a head. */
  static byte[] binary(Schema schema, Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** A value with the id of its schema in a registry. */
  public static byte[] registered(int id, byte[] binary) {
    return ByteBuffer.allocate(5 + binary.length).put((byte) 0).putInt(id).put(binary).array();
  }
}
