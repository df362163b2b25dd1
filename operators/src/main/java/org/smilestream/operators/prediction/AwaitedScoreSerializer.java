package org.smilestream.operators.prediction;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.ScalerSerializer;
import org.smilestream.operators.state.VersionedSerializer;
import org.smilestream.posterior.Evaluation;

/**
 * A prediction whose score waits for the target, in state: its fields in the order of the record,
 * the phase by its name, the scaler behind a boolean that says whether there is one.
 */
public final class AwaitedScoreSerializer extends VersionedSerializer<AwaitedScore> {
  /** The one instance. */
  public static final AwaitedScoreSerializer INSTANCE = new AwaitedScoreSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private AwaitedScoreSerializer() {
    super("an awaited score", VERSION);
  }

  @Override
  protected void write(AwaitedScore awaited, DataOutputView target) throws IOException {
    EncodedRowSerializer.INSTANCE.serialize(awaited.row(), target);
    Evaluation evaluation = awaited.evaluation();
    target.writeInt(evaluation.outputs().length);
    for (double[] output : evaluation.outputs()) {
      Fields.writeDoubles(output, target);
    }
    Fields.writeDoubles(evaluation.last(), target);
    target.writeBoolean(evaluation.scaler() != null);
    if (evaluation.scaler() != null) {
      ScalerSerializer.INSTANCE.serialize(evaluation.scaler(), target);
    }
    Fields.writeString(evaluation.phase().name(), target);
    target.writeInt(evaluation.samples());
    target.writeInt(evaluation.chains());
    target.writeLong(evaluation.newestStep());
    target.writeLong(evaluation.newestEventTime());
  }

  @Override
  protected AwaitedScore read(int version, DataInputView source) throws IOException {
    EncodedRow row = EncodedRowSerializer.INSTANCE.deserialize(source);
    double[][] outputs = new double[source.readInt()][];
    for (int k = 0; k < outputs.length; k++) {
      outputs[k] = Fields.readDoubles(source);
    }
    return new AwaitedScore(
        row,
        new Evaluation(
            outputs,
            Fields.readDoubles(source),
            source.readBoolean() ? ScalerSerializer.INSTANCE.deserialize(source) : null,
            Phase.valueOf(Fields.readString(source)),
            source.readInt(),
            source.readInt(),
            source.readLong(),
            source.readLong()));
  }

  @Override
  public TypeSerializerSnapshot<AwaitedScore> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<AwaitedScore> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
