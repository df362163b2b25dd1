package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class ChainGroupsTest {

  @Test
  void groupsSpreadEvenlyAtAnyParallelism() {
    for (int groupCount = 1; groupCount <= 8; groupCount++) {
      ChainGroups groups = new ChainGroups(16, groupCount, 128);
      for (int parallelism = 1; parallelism <= 8; parallelism++) {
        int[] load = new int[parallelism];
        for (int group = 0; group < groupCount; group++) {
          load[
              KeyGroupRangeAssignment.assignKeyToParallelOperator(
                  groups.key(group), 128, parallelism)]++;
        }
        int most = (groupCount + parallelism - 1) / parallelism;
        assertThat(load)
            .as("%d groups at parallelism %d", groupCount, parallelism)
            .satisfies(loads -> assertThat(Arrays.stream(loads).max()).hasValue(most));
      }
    }
  }

  @Test
  void everyChainIsInOneGroup() {
    ChainGroups groups = new ChainGroups(10, 3, 128);

    assertThat(groups.members(0)).containsExactly(0, 3, 6, 9);
    assertThat(groups.members(1)).containsExactly(1, 4, 7);
    assertThat(groups.members(2)).containsExactly(2, 5, 8);
  }

  @Test
  void otherNumbersOfChainsLeaveThoseThatStayInTheirPlaces() {
    ChainGroups fewer = new ChainGroups(5, 2, 128);
    ChainGroups more = new ChainGroups(8, 2, 128);

    for (int group = 0; group < 2; group++) {
      assertThat(more.members(group)).startsWith(fewer.members(group));
      assertThat(more.key(group)).isEqualTo(fewer.key(group));
    }
  }

  @Test
  void moreGroupsThanChainsAreRefused() {
    assertThatThrownBy(() -> new ChainGroups(2, 3, 128)).hasMessageContaining("3");
  }
}
