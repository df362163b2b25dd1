package org.smilestream.connectors.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;

/**
 * Posterior samples in Avro's binary encoding (schema: {@code posterior-sample.avsc} beside this
 * class), keyed by {@code model-chain-slot}, so that a compacted topic keeps the newest of each
 * slot.
 */
public final class PosteriorSampleFormat implements RecordFormat<PosteriorSample> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;

  /** Room for all but the position: the model's name, the probe outputs. */
  private static final int OVERHEAD = 16 * 1024;

  private static final Schema SCHEMA = schema();

  /** The schema of version 1. */
  public static Schema schema() {
    return AvroSchemas.bundled(PosteriorSampleFormat.class, "posterior-sample.avsc");
  }

  /**
   * The most bytes of a sample.
   *
   * @param dimension number of parameters
   */
  public static long maxBytes(int dimension) {
    return OVERHEAD + (long) Float.BYTES * dimension;
  }

  @Override
  public byte[] key(PosteriorSample sample) {
    String key = sample.model() + "-" + sample.chain() + "-" + sample.slot();
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(PosteriorSample sample) {
    GenericRecord record = new GenericData.Record(SCHEMA);
    record.put("version", VERSION);
    record.put("model", sample.model());
    record.put("chain", sample.chain());
    record.put("slot", sample.slot());
    record.put("step", sample.step());
    record.put(
        "phase",
        new GenericData.EnumSymbol(SCHEMA.getField("phase").schema(), sample.phase().name()));
    record.put("lastSequence", sample.lastSequence());
    record.put("lastEventTime", sample.lastEventTime());
    record.put("scalerVersion", sample.scalerVersion());
    record.put("position", bytes(sample.position()));
    record.put("probeOutputs", bytes(sample.probeOutputs()));
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(64 + Float.BYTES * sample.position().length);
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Whether a record of the topic is a sample. The others, of {@link ModelRecordFormat}, are JSON
   * and begin with a brace.
   */
  public static boolean isSample(byte[] value) {
    return value.length > 0 && value[0] != '{';
  }

  /**
   * Reads the value of a record.
   *
   * @throws IOException if it is not a sample, or one of a version that is not known here
   */
  public PosteriorSample read(byte[] value) throws IOException {
    try {
      requireVersion(DecoderFactory.get().binaryDecoder(value, null).readInt());
      return sample(
          new GenericDatumReader<GenericRecord>(SCHEMA)
              .read(null, DecoderFactory.get().binaryDecoder(value, null)));
    } catch (AvroRuntimeException e) {
      throw new IOException("not a posterior sample", e);
    }
  }

  /** The name of the model of a sample, without reading the rest of it. */
  static String model(byte[] value) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, null);
    requireVersion(decoder.readInt());
    try {
      return decoder.readString();
    } catch (AvroRuntimeException e) {
      throw new IOException("not a posterior sample", e);
    }
  }

  private static void requireVersion(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "posterior sample of version " + version + ", but only version 1 can be read");
    }
  }

  private static PosteriorSample sample(GenericRecord record) {
    return new PosteriorSample(
        record.get("model").toString(),
        (int) record.get("chain"),
        (int) record.get("slot"),
        (long) record.get("step"),
        Phase.valueOf(record.get("phase").toString()),
        (long) record.get("lastSequence"),
        (long) record.get("lastEventTime"),
        (int) record.get("scalerVersion"),
        floats((ByteBuffer) record.get("position")),
        floats((ByteBuffer) record.get("probeOutputs")));
  }

  private static ByteBuffer bytes(float[] numbers) {
    if (numbers == null) {
      return null;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(numbers);
    return buffer;
  }

  private static float[] floats(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    float[] numbers = new float[buffer.remaining() / Float.BYTES];
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }
}
