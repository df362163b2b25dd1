package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.junit.jupiter.api.Test;

/** Tasks of a running job that agree through its job manager, as groups of chains do. */
class FirstProposalITCase {
  private static final int TASKS = 4;

  /** Each task proposes a name of its own. */
  private static final class Proposer extends RichMapFunction<Long, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String map(Long row) {
      agree("");
      return agree("engine " + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    private String agree(String proposal) {
      try {
        return ((StreamingRuntimeContext) getRuntimeContext())
            .getGlobalAggregateManager()
            .updateGlobalAggregate("engine of test", proposal, new FirstProposal());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void allTasksGetTheSameEngine() throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(TASKS);
    List<String> agreed =
        environment
            .fromSequence(1, 100)
            .map(new Proposer())
            .returns(Types.STRING)
            .executeAndCollect(100);

    assertThat(agreed).hasSize(100);
    assertThat(agreed.stream().distinct()).singleElement().asString().startsWith("engine ");
  }
}
