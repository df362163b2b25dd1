package org.smilestream.engine.cuda;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;

/** NVIDIA's run-time compiler. It needs neither a card nor a driver. */
final class Nvrtc {
  private Nvrtc() {}

  /**
   * Compiles kernels to machine code.
   *
   * @param architecture of the card, for example {@code sm_90}
   * @throws IllegalStateException with the compiler's messages, if it does not compile
   */
  static byte[] compile(String source, String architecture) {
    try (PointerScope scope = new PointerScope()) {
      _nvrtcProgram program = new _nvrtcProgram();
      check(
          nvrtcCreateProgram(
              program,
              new BytePointer(source),
              new BytePointer("smile.cu"),
              0,
              (PointerPointer<?>) null,
              null),
          "nvrtcCreateProgram");
      try {
        PointerPointer<BytePointer> options =
            new PointerPointer<>("--gpu-architecture=" + architecture, "--std=c++17");
        if (nvrtcCompileProgram(program, 2, options) != 0) {
          throw new IllegalStateException(
              "the kernels do not compile for " + architecture + ": " + log(program));
        }
        return machineCode(program);
      } finally {
        nvrtcDestroyProgram(program);
      }
    }
  }

  private static byte[] machineCode(_nvrtcProgram program) {
    SizeTPointer size = new SizeTPointer(1);
    check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
    byte[] code = new byte[Math.toIntExact(size.get())];
    check(nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
    return code;
  }

  private static String log(_nvrtcProgram program) {
    SizeTPointer size = new SizeTPointer(1);
    check(nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
    BytePointer log = new BytePointer(size.get());
    check(nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
    return log.getString();
  }

  private static void check(int result, String call) {
    if (result != 0) {
      throw new IllegalStateException(
          "the compiler for CUDA cards failed in "
              + call
              + ": "
              + nvrtcGetErrorString(result).getString());
    }
  }
}
