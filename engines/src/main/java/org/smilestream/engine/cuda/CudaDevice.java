package org.smilestream.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static org.bytedeco.cuda.global.cudart.cuCtxSetCurrent;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetCount;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRelease;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuGetErrorName;
import static org.bytedeco.cuda.global.cudart.cuInit;

import java.util.Optional;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.smilestream.engine.RootCause;

/**
 * The first card that this process sees, and its primary context, of which a process has one: chain
 * groups share it. {@code CUDA_VISIBLE_DEVICES} chooses the card.
 */
final class CudaDevice implements AutoCloseable {
  private static final int ORDINAL = 0;
  private static final String WRAPPER = "org.bytedeco.cuda.global.cudart";
  private static final String HELP = " (what it needs: docs/engines.md)";
  private static final String TRIAL = "extern \"C\" __global__ void trial() {}";

  private final CUctx_st context = new CUctx_st();

  /** Holds the context until it is closed. */
  CudaDevice() {
    check(cuInit(0), "cuInit");
    check(cuDevicePrimaryCtxRetain(context, ORDINAL), "cuDevicePrimaryCtxRetain");
  }

  private static final class Holder {
    private static final Optional<String> FAILURE = tryOut();
  }

  /** Why this process has no card to run on, in words; empty where it has. Tried once. */
  static Optional<String> failure() {
    return Holder.FAILURE;
  }

  private static Optional<String> tryOut() {
    try {
      Class.forName(WRAPPER, false, CudaDevice.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return Optional.of("org.bytedeco:cuda is not on the class path" + HELP);
    }
    try {
      check(cuInit(0), "cuInit");
      int[] count = new int[1];
      check(cuDeviceGetCount(count), "cuDeviceGetCount");
      if (count[0] == 0) {
        return Optional.of("there is no CUDA card");
      }
      Nvrtc.compile(TRIAL, architecture());
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("CUDA does not load: " + RootCause.of(e) + HELP);
    }
  }

  /** As the compiler names it, for example {@code sm_90}. */
  static String architecture() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(
        cuDeviceGetAttribute(major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, ORDINAL),
        "cuDeviceGetAttribute");
    check(
        cuDeviceGetAttribute(minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, ORDINAL),
        "cuDeviceGetAttribute");
    return "sm_" + major[0] + minor[0];
  }

  /** Makes the context that of the calling thread. */
  void use() {
    check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /** The same for what frees memory, which is to be tried after a failure of the card, too. */
  void useIfItWorks() {
    cuCtxSetCurrent(context);
  }

  /** Throws nothing: a card that has failed refuses this call as well. */
  @Override
  public void close() {
    cuDevicePrimaryCtxRelease(ORDINAL);
  }

  /**
   * @throws IllegalStateException naming the call and the error; what the card holds is lost then,
   *     and the task has to be restored, here or elsewhere
   */
  static void check(int result, String call) {
    if (result == 0) {
      return;
    }
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      String error =
          cuGetErrorName(result, name) == 0
              ? name.get(BytePointer.class).getString()
              : Integer.toString(result);
      throw new IllegalStateException("the CUDA card failed in " + call + ": " + error);
    }
  }
}
