package org.smilestream.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs where libnvrtc is on the library path, which no jar of the build brings: 150 MB. */
class NvrtcTest {

  @BeforeAll
  static void requireCompiler() {
    try {
      Loader.load(org.bytedeco.cuda.global.nvrtc.class);
    } catch (LinkageError e) {
      assumeTrue(false, "there is no libnvrtc: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("org.smilestream.engine.cuda.CudaChainGroupTest#cases")
  void kernelsCompileForCardsOldAndNew(CudaChainGroupTest.Case c) {
    KernelSource source = KernelSource.of(c.spec(), c.settings(), 256);
    for (String architecture : new String[] {"sm_75", "sm_90", "sm_120"}) {
      byte[] code = Nvrtc.compile(source.text(), architecture);
      // An ELF file.
      assertThat(code).startsWith(0x7f, 'E', 'L', 'F');
      assertThat(new String(code, StandardCharsets.ISO_8859_1))
          .contains(KernelSource.STEP, KernelSource.SHARE);
    }
  }

  @Test
  void whatDoesNotCompileIsNamed() {
    assertThatThrownBy(() -> Nvrtc.compile("__global__ void k() { nonsense; }", "sm_90"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("do not compile for sm_90")
        .hasMessageContaining("nonsense");
  }
}
