package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstProposalTest {

  @Test
  void keepsTheFirstOneThatIsNotEmpty() {
    FirstProposal proposals = new FirstProposal();
    String asked = proposals.add("", proposals.createAccumulator());
    assertThat(proposals.getResult(asked)).isEmpty();

    String first = proposals.add("vector", asked);
    assertThat(proposals.getResult(proposals.add("nd4j", first))).isEqualTo("vector");
    assertThat(proposals.merge("", first)).isEqualTo("vector");
    assertThat(proposals.merge(first, "nd4j")).isEqualTo("vector");
  }
}
