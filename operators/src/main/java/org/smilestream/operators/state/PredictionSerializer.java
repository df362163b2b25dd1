package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Score;

/**
 * A prediction in state: the phase by its name, an array behind a boolean that says whether there
 * is one. It is of a row, and so answers no question.
 */
public final class PredictionSerializer extends VersionedSerializer<Prediction> {
  /** The one instance. */
  public static final PredictionSerializer INSTANCE = new PredictionSerializer();

  private static final long serialVersionUID = 1;

  /** Version 1 has no recalibrated quantiles, version 2 no width of a count's transform. */
  private static final int VERSION = 3;

  private static final int WITHOUT_WIDTH = 2;

  /** What stands for a number that was not predicted: its quantiles are none. */
  private static final PredictiveSummary NO_NUMBER =
      new PredictiveSummary(Double.NaN, Double.NaN, null, Double.NaN, Double.NaN, null, null);

  /** What stands for a class that was not predicted: its probabilities are none. */
  private static final ClassProbabilities NO_CLASS =
      new ClassProbabilities(null, Double.NaN, Double.NaN, Double.NaN);

  private PredictionSerializer() {
    super("a prediction", VERSION);
  }

  @Override
  protected void write(Prediction prediction, DataOutputView target) throws IOException {
    Provenance provenance = prediction.provenance();
    PredictiveSummary number = prediction.number() == null ? NO_NUMBER : prediction.number();
    ClassProbabilities classes = prediction.classes() == null ? NO_CLASS : prediction.classes();
    Score score = prediction.score();
    Fields.writeString(prediction.id(), target);
    target.writeLong(prediction.eventTime());
    Fields.writeString(prediction.model(), target);
    Fields.writeString(provenance.phase().name(), target);
    target.writeLong(prediction.sequence());
    target.writeDouble(number.mean());
    target.writeDouble(number.standardDeviation());
    writeArray(number.quantiles(), target);
    target.writeDouble(number.aleatoricVariance());
    target.writeDouble(number.epistemicVariance());
    writeArray(classes.probabilities(), target);
    target.writeDouble(classes.entropy());
    target.writeDouble(classes.aleatoricEntropy());
    target.writeDouble(classes.mutualInformation());
    target.writeInt(provenance.samples());
    target.writeInt(provenance.chains());
    target.writeLong(provenance.newestStep());
    target.writeLong(provenance.newestAge());
    target.writeInt(provenance.scalerVersion());
    target.writeDouble(prediction.target());
    target.writeDouble(score.logDensity());
    target.writeDouble(score.crps());
    target.writeDouble(score.pit());
    writeArray(number.recalibratedQuantiles(), target);
    target.writeDouble(score.pitWidth());
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
  protected Prediction read(int version, DataInputView source) throws IOException {
    String id = Fields.readString(source);
    long eventTime = source.readLong();
    String model = Fields.readString(source);
    Phase phase = Phase.valueOf(Fields.readString(source));
    long sequence = source.readLong();
    PredictiveSummary number =
        new PredictiveSummary(
            source.readDouble(),
            source.readDouble(),
            readArray(source),
            source.readDouble(),
            source.readDouble(),
            null,
            null);
    ClassProbabilities classes =
        new ClassProbabilities(
            readArray(source), source.readDouble(), source.readDouble(), source.readDouble());
    Provenance provenance =
        new Provenance(
            phase,
            source.readInt(),
            source.readInt(),
            source.readLong(),
            source.readLong(),
            source.readInt());
    double target = source.readDouble();
    double logDensity = source.readDouble();
    double crps = source.readDouble();
    double pit = source.readDouble();
    double[] recalibrated = version > FIRST_VERSION ? readArray(source) : null;
    double pitWidth = version > WITHOUT_WIDTH ? source.readDouble() : 0;
    return new Prediction(
        id,
        eventTime,
        model,
        sequence,
        provenance,
        number.quantiles() == null ? null : number.recalibrated(recalibrated),
        classes.probabilities() == null ? null : classes,
        target,
        new Score(logDensity, crps, pit, pitWidth));
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
