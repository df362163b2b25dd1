package org.smilestream.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A card on the processor: a program made of the kernels' source by the host's C++ compiler. See
 * {@code emulated_card.cpp}.
 */
final class EmulatedCard implements Card {
  private static final String PROGRAM = "emulated_card.cpp";

  /** Few, since each is a thread of the machine; not a power of two, so that rests are seen. */
  private static final int MOST_THREADS = 3;

  private final Process process;
  private final OutputStream commands;
  private final ReadableByteChannel answers;

  private EmulatedCard(Process process) {
    this.process = process;
    commands = process.getOutputStream();
    answers = Channels.newChannel(process.getInputStream());
  }

  /** Whether there is a C++ compiler. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("g++", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static EmulatedCard with(KernelSource source, Path folder) throws Exception {
    Path kernels = Files.writeString(folder.resolve("kernels.cu"), source.text());
    Path program = folder.resolve(PROGRAM);
    try (InputStream in = EmulatedCard.class.getResourceAsStream(PROGRAM)) {
      Files.write(program, in.readAllBytes());
    }
    Path binary = folder.resolve("card");
    Process compiler =
        new ProcessBuilder(
                List.of(
                    "g++",
                    "-std=c++20",
                    "-O1",
                    "-pthread",
                    "-DKERNELS=\"" + kernels.toAbsolutePath() + "\"",
                    "-o",
                    binary.toString(),
                    program.toString()))
            .redirectErrorStream(true)
            .start();
    String messages = new String(compiler.getInputStream().readAllBytes());
    if (compiler.waitFor() != 0) {
      throw new IllegalStateException(messages);
    }
    return new EmulatedCard(
        new ProcessBuilder(binary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private void command(long... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long number : numbers) {
      bytes.putLong(number);
    }
    send(bytes.array());
  }

  private void send(byte[] bytes) {
    try {
      commands.write(bytes);
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Staging staging(int bytes) {
    ByteBuffer memory = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    return new Staging() {
      @Override
      public ByteBuffer bytes() {
        return memory;
      }

      @Override
      public void upload(long address) {
        EmulatedCard.this.upload(memory.duplicate().clear(), address);
      }

      @Override
      public void await() {
        // An upload returns when it is done.
      }
    };
  }

  @Override
  public long allocate(long bytes) {
    command(1, bytes);
    ByteBuffer address = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    fill(address);
    return address.getLong(0);
  }

  @Override
  public void upload(ByteBuffer source, long address) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    command(2, address, bytes.length);
    send(bytes);
  }

  @Override
  public void download(long address, ByteBuffer target) {
    command(3, address, target.remaining());
    int start = target.position();
    fill(target);
    target.position(start);
  }

  private void fill(ByteBuffer target) {
    try {
      while (target.hasRemaining()) {
        if (answers.read(target) < 0) {
          throw new IllegalStateException("the emulated card has ended");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launch(String kernel, int blocks, int threads, Object... arguments) {
    long[] numbers = new long[3 + arguments.length];
    numbers[0] = kernel.equals(KernelSource.STEP) ? 4 : 5;
    numbers[1] = blocks;
    numbers[2] = Math.min(MOST_THREADS, threads);
    for (int i = 0; i < arguments.length; i++) {
      numbers[3 + i] = ((Number) arguments[i]).longValue();
    }
    command(numbers);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
