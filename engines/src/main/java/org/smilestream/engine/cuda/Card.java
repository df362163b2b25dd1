package org.smilestream.engine.cuda;

import java.nio.ByteBuffer;

/**
 * A card with compiled kernels, and memory on it. Uploads, launches and downloads happen in the
 * order in which they are asked for. Buffers are in the machine's byte order.
 */
interface Card extends AutoCloseable {

  /**
   * Memory of the host that the card reads by itself, for what is sent in every step.
   *
   * <p>{@link #upload} returns before the bytes were read; {@link #await} returns when they were.
   */
  interface Staging {
    ByteBuffer bytes();

    void upload(long address);

    void await();
  }

  Staging staging(int bytes);

  /**
   * Memory on the card, zeroed; freed by {@link #close}.
   *
   * @throws IllegalStateException if the card has too little
   */
  long allocate(long bytes);

  void upload(ByteBuffer source, long address);

  /** Waits for all that was asked for before, and fills {@code target}. */
  void download(long address, ByteBuffer target);

  /**
   * Starts a kernel.
   *
   * @param arguments addresses (Long) and numbers (Integer)
   */
  void launch(String kernel, int blocks, int threads, Object... arguments);

  @Override
  void close();
}
