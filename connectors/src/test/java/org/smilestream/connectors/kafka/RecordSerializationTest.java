package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Score;
import org.smilestream.data.TunerStatistics;

/** Flink must take every value that travels field by field: no Kryo, and members may be null. */
class RecordSerializationTest {
  private static final Origin ORIGIN = new Origin("t", 1, 2, 3);
  private static final Row ROW =
      new Row("r", 5, new double[] {1, -0.0}, new String[] {"é", null}, Double.NaN, ORIGIN);
  private static final EncodedRow ENCODED =
      new EncodedRow(7, "r", 5, new double[] {1}, new int[] {0, 3}, 0.5, 2, 1);
  private static final Scaler SCALER = new Scaler(1, 200, new double[] {1}, new double[] {2}, 3, 4);
  private static final PosteriorSample SAMPLE =
      new PosteriorSample(
          "m", 1, 2, 3, Phase.SAMPLING, 4, 5, 1, new float[] {1, Float.NaN}, new float[0]);
  private static final DeadLetter DEAD_LETTER =
      new DeadLetter(
          DeadLetter.BAD_VALUE,
          "why",
          ORIGIN,
          "r",
          new byte[] {7},
          new byte[] {-1, 0},
          900,
          "5e",
          "m",
          2);
  private static final PredictiveSummary NUMBER =
      new PredictiveSummary(1, 2, new double[] {1, 2, 3, 4, 5}, 3, 4, null, null);
  private static final Answer ANSWER =
      new Answer(new double[] {0.1}, new double[] {3}, new double[] {5}, new double[] {0.5});

  static Stream<Object> values() {
    return Stream.of(
        ROW,
        new Row("r", 5, null, null, 1, null),
        ENCODED,
        new EncodedRow(-1, null, 5, null, null, Double.NaN, Double.NaN, 0),
        SCALER,
        SAMPLE,
        new PosteriorSample("m", 1, 2, 3, null, 4, 5, 1, new float[] {1}, null),
        DEAD_LETTER,
        ParsedRecord.of(ROW),
        ParsedRecord.of(DEAD_LETTER),
        ParsedRecord.of(
            new DeadLetter(DeadLetter.EMPTY, null, null, null, null, null, 0, null, null, 1)),
        PredictionTask.of(ROW),
        PredictionTask.of(ROW.asking(new Question(new double[] {0.1}, new double[] {5, 6}))),
        PredictionTask.of(ENCODED),
        KnowledgeUpdate.of(SAMPLE),
        KnowledgeUpdate.of(1, 2, SCALER),
        KnowledgeUpdate.of(1, 2, new DictionaryEntry(0, "é", 3)),
        prediction(NUMBER, null, new Score(-1, 2, 0.5)),
        prediction(NUMBER.with(ANSWER).recalibrated(new double[5]), null, Score.NONE),
        prediction(
            null, new ClassProbabilities(new double[] {0.25, 0.75}, 5, 6, 7), Score.ofClass(-2)),
        prediction(null, null, Score.NONE),
        new TunerStatistics(
            "m",
            0,
            new int[] {0},
            1,
            2,
            Phase.TUNING,
            3,
            4,
            5,
            new double[] {1},
            null,
            null,
            null,
            new long[] {5},
            new long[] {0},
            null,
            "scalar",
            null),
        new DiagnosticsReport(
            "m", 1, 2, 1.01, 3, 4, 5, 6, 7, 8, 9, 10, Double.NaN, Double.NaN, 11, null),
        new DiagnosticsReport("m", 1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, new double[10]));
  }

  private static Prediction prediction(
      PredictiveSummary number, ClassProbabilities classes, Score score) {
    Provenance provenance = new Provenance(Phase.WARMING_UP, 8, 9, 10, 11, 12);
    return new Prediction("r", 1, "m", -1, provenance, number, classes, Double.NaN, score);
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyValueComesBack(Object value) throws IOException {
    roundTrip(value);
  }

  private static <T> void roundTrip(T value) throws IOException {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) value.getClass();
    SerializerConfigImpl noKryo = new SerializerConfigImpl();
    noKryo.setGenericTypes(false);
    TypeSerializer<T> serializer = TypeInformation.of(type).createSerializer(noKryo);
    assertThat(serializer).isInstanceOf(PojoSerializer.class);

    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    T read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

    assertSame(read, value);
    assertSame(serializer.copy(value), value);
  }

  private static void assertSame(Object actual, Object expected) {
    // NaN is equal to itself here, and 0 is not −0.
    assertThat(actual)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .withEqualsForType(Float::equals, Float.class)
        .isEqualTo(expected);
  }
}
