package org.smilestream.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_EVENT_DISABLE_TIMING;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_DEFAULT;
import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuMemFreeHost;
import static org.bytedeco.cuda.global.cudart.cuMemHostAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;
import static org.smilestream.engine.cuda.CudaDevice.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;

/** A real card, through CUDA's driver: one stream, in which everything keeps its order. */
final class DriverCard implements Card {
  private static final int MOST_ARGUMENTS = 8;

  private final CudaDevice device = new CudaDevice();
  private final CUstream_st stream = new CUstream_st();
  private final CUmod_st module = new CUmod_st();
  private final Map<String, CUfunc_st> kernels = new HashMap<>();
  private final List<Long> memory = new ArrayList<>();
  private final List<PinnedStaging> stagings = new ArrayList<>();

  /** Values of a launch's arguments, and where they are; the driver copies them. */
  private final LongPointer values = new LongPointer(MOST_ARGUMENTS);

  private final PointerPointer<LongPointer> arguments = new PointerPointer<>(MOST_ARGUMENTS);

  /** Holds nothing of the card if it throws. */
  DriverCard(KernelSource source) {
    try {
      load(source);
    } catch (RuntimeException | LinkageError e) {
      close();
      throw e;
    }
  }

  private void load(KernelSource source) {
    device.use();
    check(cuStreamCreate(stream, CU_STREAM_DEFAULT), "cuStreamCreate");
    byte[] code = Nvrtc.compile(source.text(), CudaDevice.architecture());
    try (BytePointer bytes = new BytePointer(code)) {
      check(cuModuleLoadData(module, bytes), "cuModuleLoadData");
    }
    for (String name : List.of(KernelSource.STEP, KernelSource.SHARE)) {
      CUfunc_st kernel = new CUfunc_st();
      check(cuModuleGetFunction(kernel, module, name), "cuModuleGetFunction");
      kernels.put(name, kernel);
    }
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
      arguments.put(i, new LongPointer(values).position(i));
    }
  }

  /** Page-locked memory, which the card copies by itself. */
  private final class PinnedStaging implements Staging {
    private final BytePointer pinned = new BytePointer();
    private final CUevent_st uploaded = new CUevent_st();
    private final ByteBuffer bytes;

    /** What it holds is freed with the card, also where it throws. */
    PinnedStaging(int size) {
      stagings.add(this);
      check(cuMemHostAlloc(pinned, size, 0), "cuMemHostAlloc");
      pinned.capacity(size);
      bytes = pinned.asByteBuffer().order(ByteOrder.nativeOrder());
      check(cuEventCreate(uploaded, CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    }

    @Override
    public ByteBuffer bytes() {
      return bytes;
    }

    @Override
    public void upload(long address) {
      device.use();
      check(cuMemcpyHtoDAsync(address, pinned, bytes.capacity(), stream), "cuMemcpyHtoDAsync");
      check(cuEventRecord(uploaded, stream), "cuEventRecord");
    }

    @Override
    public void await() {
      device.use();
      check(cuEventSynchronize(uploaded), "cuEventSynchronize");
    }

    void free() {
      if (!uploaded.isNull()) {
        cuEventDestroy(uploaded);
      }
      if (!pinned.isNull()) {
        cuMemFreeHost(pinned);
      }
    }
  }

  @Override
  public Staging staging(int bytes) {
    device.use();
    return new PinnedStaging(bytes);
  }

  @Override
  public long allocate(long bytes) {
    device.use();
    long[] address = new long[1];
    check(cuMemAlloc(address, bytes), "cuMemAlloc of " + bytes + " bytes");
    memory.add(address[0]);
    check(cuMemsetD8(address[0], (byte) 0, bytes), "cuMemsetD8");
    return address[0];
  }

  @Override
  public void upload(ByteBuffer source, long address) {
    device.use();
    check(
        cuMemcpyHtoDAsync(address, new BytePointer(source), source.remaining(), stream),
        "cuMemcpyHtoDAsync");
    check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  @Override
  public void download(long address, ByteBuffer target) {
    device.use();
    check(
        cuMemcpyDtoHAsync(new BytePointer(target), address, target.remaining(), stream),
        "cuMemcpyDtoHAsync");
    check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  @Override
  public void launch(String kernel, int blocks, int threads, Object... numbers) {
    device.use();
    for (int i = 0; i < numbers.length; i++) {
      values.put(i, ((Number) numbers[i]).longValue());
    }
    check(
        cuLaunchKernel(
            kernels.get(kernel), blocks, 1, 1, threads, 1, 1, 0, stream, arguments, null),
        "cuLaunchKernel of " + kernel);
  }

  /**
   * After a failure of the card its calls fail too; what can be freed is freed, and nothing is
   * thrown that would hide the failure.
   */
  @Override
  public void close() {
    device.useIfItWorks();
    if (!stream.isNull()) {
      cuStreamSynchronize(stream);
    }
    stagings.forEach(PinnedStaging::free);
    memory.forEach(address -> cuMemFree(address));
    if (!module.isNull()) {
      cuModuleUnload(module);
    }
    if (!stream.isNull()) {
      cuStreamDestroy(stream);
    }
    device.close();
  }
}
