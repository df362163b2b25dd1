package org.smilestream.connectors.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.RawMessageEncoder;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Schema;
import org.smilestream.data.Score;

/**
 * Predictions in Avro (schema: {@code prediction.avsc} beside this class), keyed by the row's id:
 * in its single-object encoding, which begins with the bytes C3 01 and the fingerprint of the
 * schema, or, where the schema is registered, with the wire format of its registry.
 */
public final class PredictionAvroFormat implements RecordFormat<Prediction> {
  private static final long serialVersionUID = 1;

  private static final org.apache.avro.Schema SCHEMA = avroSchema();
  private static final org.apache.avro.Schema QUANTILE =
      SCHEMA.getField("quantiles").schema().getElementType();
  private static final org.apache.avro.Schema EXCEEDANCE =
      SCHEMA.getField("exceedance").schema().getElementType();
  private static final org.apache.avro.Schema PHASE = SCHEMA.getField("phase").schema();
  private static final String RECALIBRATED = "recalibratedQuantiles";

  /** The last field of a record. */
  private static final String PIT_WIDTH = "pitWidth";

  private static final double[] USUAL = PredictiveSummary.quantileLevels();

  private final List<String> classes;

  /** What a record begins with. */
  private final byte[] head;

  // Neither is serialisable; each is made in the task that writes or reads.
  private transient RawMessageEncoder<GenericRecord> encoder;
  private transient BinaryMessageDecoder<GenericRecord> decoder;

  /** In the single-object encoding. */
  public PredictionAvroFormat(Schema schema) {
    this(schema.classes());
  }

  PredictionAvroFormat(List<String> classes) {
    this(classes, AvroHead.of(SCHEMA));
  }

  /**
   * In the wire format of a registry.
   *
   * @param id of {@link #avroSchema()} in the registry
   */
  public static PredictionAvroFormat registered(Schema schema, int id) {
    return new PredictionAvroFormat(schema.classes(), AvroHead.registered(id));
  }

  private PredictionAvroFormat(List<String> classes, byte[] head) {
    this.classes = classes;
    this.head = head;
  }

  /** The schema of the records. */
  public static org.apache.avro.Schema avroSchema() {
    return AvroSchemas.bundled(PredictionAvroFormat.class, "prediction.avsc");
  }

  /**
   * The schema of records from before the fields of these names: at first intervals could not be
   * recalibrated, then nothing was said of the width of a count's transform.
   */
  private static org.apache.avro.Schema without(String... names) {
    Set<String> left = Set.of(names);
    return org.apache.avro.Schema.createRecord(
        SCHEMA.getName(),
        SCHEMA.getDoc(),
        SCHEMA.getNamespace(),
        false,
        SCHEMA.getFields().stream()
            .filter(field -> !left.contains(field.name()))
            .map(field -> new org.apache.avro.Schema.Field(field, field.schema()))
            .toList());
  }

  /** Whether a record is in Avro, by its first bytes. */
  static boolean isAvro(byte[] value) {
    return AvroHead.isRegistered(value) || AvroHead.isSingleObject(value);
  }

  @Override
  public byte[] key(Prediction prediction) {
    return prediction.id().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(Prediction prediction) {
    if (encoder == null) {
      encoder = new RawMessageEncoder<>(GenericData.get(), SCHEMA);
    }
    try {
      ByteBuffer bytes = encoder.encode(record(prediction));
      return ByteBuffer.allocate(head.length + bytes.remaining()).put(head).put(bytes).array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GenericRecord record(Prediction prediction) {
    Provenance provenance = prediction.provenance();
    GenericRecord record = new GenericData.Record(SCHEMA);
    record.put("id", prediction.id());
    record.put("eventTime", prediction.eventTime());
    record.put("model", prediction.model());
    record.put("phase", new GenericData.EnumSymbol(PHASE, provenance.phase().name()));
    record.put("sequence", prediction.sequence() < 0 ? null : prediction.sequence());
    put(prediction.number(), record);
    put(prediction.classes(), record);
    record.put("samples", provenance.samples());
    record.put("chains", provenance.chains());
    boolean sampled = provenance.samples() > 0;
    record.put("newestStep", sampled ? provenance.newestStep() : null);
    record.put("newestAgeMillis", sampled ? provenance.newestAge() : null);
    record.put("scalerVersion", provenance.scalerVersion());
    Double target = known(prediction.target());
    record.put(
        "target",
        classes.isEmpty() || target == null ? target : (Object) classes.get(target.intValue()));
    record.put("logDensity", known(prediction.score().logDensity()));
    record.put("crps", known(prediction.score().crps()));
    record.put("pit", known(prediction.score().pit()));
    record.put(PIT_WIDTH, prediction.score().isSpread() ? prediction.score().pitWidth() : null);
    return record;
  }

  /**
   * Lists there are in any case.
   *
   * @param number null if there is none
   */
  private static void put(PredictiveSummary number, GenericRecord record) {
    List<GenericRecord> quantiles = new ArrayList<>();
    List<GenericRecord> recalibrated = new ArrayList<>();
    List<GenericRecord> exceedance = new ArrayList<>();
    if (number != null) {
      record.put("mean", known(number.mean()));
      record.put("standardDeviation", known(number.standardDeviation()));
      record.put("aleatoricVariance", known(number.aleatoricVariance()));
      record.put("epistemicVariance", known(number.epistemicVariance()));
      addPairs(quantiles, QUANTILE, USUAL, number.quantiles());
      addPairs(recalibrated, QUANTILE, USUAL, number.recalibratedQuantiles());
      Answer answer = number.answer();
      if (answer != null) {
        addPairs(quantiles, QUANTILE, answer.levels(), answer.quantiles());
        addPairs(exceedance, EXCEEDANCE, answer.thresholds(), answer.exceedances());
      }
    }
    record.put("quantiles", quantiles);
    record.put(RECALIBRATED, recalibrated);
    record.put("exceedance", exceedance);
  }

  /**
   * The map there is in any case.
   *
   * @param prediction null if there is none
   */
  private void put(ClassProbabilities prediction, GenericRecord record) {
    Map<String, Double> probabilities = new LinkedHashMap<>();
    if (prediction != null) {
      for (int i = 0; i < classes.size(); i++) {
        probabilities.put(classes.get(i), prediction.probabilities()[i]);
      }
      record.put("predictedClass", classes.get(prediction.mostProbable()));
      record.put("entropy", known(prediction.entropy()));
      record.put("aleatoricEntropy", known(prediction.aleatoricEntropy()));
      record.put("mutualInformation", known(prediction.mutualInformation()));
    }
    record.put("probabilities", probabilities);
  }

  private static Double known(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private static void addPairs(
      List<GenericRecord> pairs, org.apache.avro.Schema schema, double[] keys, double[] values) {
    for (int i = 0; values != null && i < keys.length; i++) {
      if (Double.isFinite(values[i])) {
        GenericRecord pair = new GenericData.Record(schema);
        pair.put(0, keys[i]);
        pair.put(1, values[i]);
        pairs.add(pair);
      }
    }
  }

  /**
   * Reads the value of a record, whichever way it begins.
   *
   * @throws IOException if it is not a prediction of this schema
   */
  public Prediction read(byte[] value) throws IOException {
    try {
      return prediction(AvroHead.isRegistered(value) ? registered(value) : singleObject(value));
    } catch (AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new IOException("not a prediction", e);
    }
  }

  private GenericRecord singleObject(byte[] value) throws IOException {
    if (decoder == null) {
      decoder = new BinaryMessageDecoder<>(GenericData.get(), SCHEMA);
      decoder.addSchema(without(PIT_WIDTH));
      decoder.addSchema(without(PIT_WIDTH, RECALIBRATED));
    }
    return decoder.decode(value);
  }

  /**
   * Whatever its id, which only the registry knows: the job has written two schemas so, of which
   * the older ends one field earlier.
   */
  private static GenericRecord registered(byte[] value) throws IOException {
    try {
      return registered(value, SCHEMA);
    } catch (EOFException e) {
      return registered(value, without(PIT_WIDTH));
    }
  }

  private static GenericRecord registered(byte[] value, org.apache.avro.Schema writer)
      throws IOException {
    int from = AvroHead.REGISTERED_BYTES;
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, from, value.length - from, null);
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(writer, SCHEMA).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("not a prediction: there are bytes after its end");
    }
    return record;
  }

  private Prediction prediction(GenericRecord record) {
    return new Prediction(
        record.get("id").toString(),
        (long) record.get("eventTime"),
        record.get("model").toString(),
        whole(record, "sequence", -1),
        new Provenance(
            Phase.valueOf(record.get("phase").toString()),
            (int) record.get("samples"),
            (int) record.get("chains"),
            whole(record, "newestStep", 0),
            whole(record, "newestAgeMillis", 0),
            (int) record.get("scalerVersion")),
        number(record),
        classes(record),
        target(record.get("target")),
        new Score(
            number(record, "logDensity"),
            number(record, "crps"),
            number(record, "pit"),
            record.get(PIT_WIDTH) == null ? 0 : number(record, PIT_WIDTH)));
  }

  /** Null where there are no quantiles. */
  private static PredictiveSummary number(GenericRecord record) {
    double[][] quantiles = pairs(record, "quantiles");
    if (quantiles.length == 0) {
      return null;
    }
    double[][] further =
        Arrays.stream(quantiles)
            .filter(pair -> Arrays.binarySearch(USUAL, pair[0]) < 0)
            .toArray(double[][]::new);
    double[][] recalibrated = pairs(record, RECALIBRATED);
    return new PredictiveSummary(
        number(record, "mean"),
        number(record, "standardDeviation"),
        usual(quantiles),
        number(record, "aleatoricVariance"),
        number(record, "epistemicVariance"),
        answer(further, pairs(record, "exceedance")),
        recalibrated.length == 0 ? null : usual(recalibrated));
  }

  /** Null where there are no probabilities. */
  private ClassProbabilities classes(GenericRecord record) {
    Map<String, Object> byLabel = new LinkedHashMap<>();
    ((Map<?, ?>) record.get("probabilities"))
        .forEach((label, probability) -> byLabel.put(label.toString(), probability));
    return byLabel.isEmpty()
        ? null
        : new ClassProbabilities(
            classes.stream()
                .mapToDouble(label -> (double) byLabel.getOrDefault(label, Double.NaN))
                .toArray(),
            number(record, "entropy"),
            number(record, "aleatoricEntropy"),
            number(record, "mutualInformation"));
  }

  /** The quantiles at the usual levels; NaN where there is none. */
  private static double[] usual(double[][] quantiles) {
    double[] usual = new double[USUAL.length];
    Arrays.fill(usual, Double.NaN);
    for (double[] pair : quantiles) {
      int index = Arrays.binarySearch(USUAL, pair[0]);
      if (index >= 0) {
        usual[index] = pair[1];
      }
    }
    return usual;
  }

  private double target(Object target) {
    if (target == null) {
      return Double.NaN;
    }
    return target instanceof Double number ? number : classes.indexOf(target.toString());
  }

  private static Answer answer(double[][] quantiles, double[][] exceedance) {
    return quantiles.length + exceedance.length == 0
        ? null
        : new Answer(
            column(quantiles, 0),
            column(quantiles, 1),
            column(exceedance, 0),
            column(exceedance, 1));
  }

  private static double[] column(double[][] pairs, int index) {
    return Arrays.stream(pairs).mapToDouble(pair -> pair[index]).toArray();
  }

  private static double[][] pairs(GenericRecord record, String name) {
    return ((List<?>) record.get(name))
        .stream()
            .map(GenericRecord.class::cast)
            .map(pair -> new double[] {(double) pair.get(0), (double) pair.get(1)})
            .toArray(double[][]::new);
  }

  private static double number(GenericRecord record, String name) {
    Object number = record.get(name);
    return number == null ? Double.NaN : (double) number;
  }

  private static long whole(GenericRecord record, String name, long otherwise) {
    Object number = record.get(name);
    return number == null ? otherwise : (long) number;
  }
}
