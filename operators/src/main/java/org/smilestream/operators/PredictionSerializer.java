package org.smilestream.operators;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;

/**
 * A prediction in state: its fields in the order of the record, the phase by its name, an array
 * behind a boolean that says whether there is one. It is of a row, and so answers no question.
 */
public final class PredictionSerializer extends VersionedSerializer<Prediction> {
  /** The one instance. */
  public static final PredictionSerializer INSTANCE = new PredictionSerializer();

  private static final long serialVersionUID = 1;

  /** Version 1 has no recalibrated quantiles. */
  private static final int VERSION = 2;

  private PredictionSerializer() {
    super("a prediction", VERSION);
  }

  @Override
  void write(Prediction prediction, DataOutputView target) throws IOException {
    Fields.writeString(prediction.id(), target);
    target.writeLong(prediction.eventTime());
    Fields.writeString(prediction.model(), target);
    Fields.writeString(prediction.phase().name(), target);
    target.writeLong(prediction.sequence());
    target.writeDouble(prediction.mean());
    target.writeDouble(prediction.standardDeviation());
    writeArray(prediction.quantiles(), target);
    target.writeDouble(prediction.aleatoricVariance());
    target.writeDouble(prediction.epistemicVariance());
    writeArray(prediction.probabilities(), target);
    target.writeDouble(prediction.entropy());
    target.writeDouble(prediction.aleatoricEntropy());
    target.writeDouble(prediction.mutualInformation());
    target.writeInt(prediction.samples());
    target.writeInt(prediction.chains());
    target.writeLong(prediction.newestStep());
    target.writeLong(prediction.newestAge());
    target.writeInt(prediction.scalerVersion());
    target.writeDouble(prediction.target());
    target.writeDouble(prediction.logDensity());
    target.writeDouble(prediction.crps());
    target.writeDouble(prediction.pit());
    writeArray(prediction.recalibratedQuantiles(), target);
  }

  private static void writeArray(double[] values, DataOutputView target) throws IOException {
    target.writeBoolean(values != null);
    if (values != null) {
      Fields.writeDoubles(values, target);
    }
  }

  private static double[] readArray(DataInputView source) throws IOException {
    return source.readBoolean() ? Fields.readDoubles(source) : null;
  }

  @Override
  Prediction read(int version, DataInputView source) throws IOException {
    return new Prediction(
        Fields.readString(source),
        source.readLong(),
        Fields.readString(source),
        Phase.valueOf(Fields.readString(source)),
        source.readLong(),
        source.readDouble(),
        source.readDouble(),
        readArray(source),
        source.readDouble(),
        source.readDouble(),
        readArray(source),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readInt(),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        source.readInt(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        null,
        version > FIRST_VERSION ? readArray(source) : null);
  }

  @Override
  public TypeSerializerSnapshot<Prediction> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Prediction> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
