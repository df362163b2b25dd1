package org.smilestream.operators.control;

import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedControl;
import org.smilestream.operators.input.DeadLetterSplit;

/**
 * Lets control records through and sets aside, as {@link DeadLetterSplit#DEAD_LETTERS}, what is
 * none, and what is for a model that the job does not have.
 */
public final class ControlSplit extends ProcessFunction<ParsedControl, ControlRecord> {
  private static final long serialVersionUID = 1;

  /** What became of control records, of every operator that they come to. */
  public static final OutputTag<ControlAcknowledgement> ACKNOWLEDGEMENTS =
      new OutputTag<>("acknowledgements", TypeInformation.of(ControlAcknowledgement.class));

  private final TreeSet<String> models;

  /**
   * @param models names of the job's models
   */
  public ControlSplit(Set<String> models) {
    this.models = new TreeSet<>(models);
  }

  @Override
  public void processElement(ParsedControl parsed, Context context, Collector<ControlRecord> out) {
    ControlRecord record = parsed.control();
    if (record == null) {
      context.output(DeadLetterSplit.DEAD_LETTERS, parsed.deadLetter());
    } else if (models.stream().noneMatch(record::isFor)) {
      String reason =
          "control record '%s' is for model '%s', and the job has '%s'"
              .formatted(record.id(), record.model(), String.join("', '", models));
      context.output(
          DeadLetterSplit.DEAD_LETTERS,
          DeadLetter.withoutRecord(DeadLetter.BAD_VALUE, reason, record.origin()));
    } else {
      out.collect(record);
    }
  }
}
