package org.smilestream.operators;

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

    assertThat(groups.firstChain(0)).isZero();
    assertThat(groups.size(0) + groups.size(1) + groups.size(2)).isEqualTo(10);
    assertThat(groups.firstChain(2)).isEqualTo(groups.size(0) + groups.size(1));
  }

  @Test
  void moreGroupsThanChainsAreRefused() {
    assertThatThrownBy(() -> new ChainGroups(2, 3, 128)).hasMessageContaining("3");
  }
}
