# The Pullquote service as an image without a shell: the binary and the C library that it links.
#
#   docker build --tag pullquote .
#   docker run --rm --read-only --publish 50051:50051 --publish 8080:8080 pullquote
#
# Needs BuildKit, which docker has built with since version 23. Both base images can be replaced;
# the runtime's C library must not be older than the build's.
ARG BUILD_IMAGE=docker.io/library/rust:1.95-slim-bookworm
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
ENV CARGO_HOME=/var/cache/cargo CARGO_TARGET_DIR=/var/cache/target CARGO_TERM_COLOR=never
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/var/cache/cargo \
    --mount=type=cache,target=/var/cache/target \
    cargo build --profile dist --locked --package pullquote \
    && install -D /var/cache/target/dist/pullquote /image/usr/bin/pullquote

FROM ${RUNTIME_IMAGE}
COPY --from=build /image/ /
# By number, so that Kubernetes can tell that it is not root.
USER 65532:65532
EXPOSE 50051 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/usr/bin/pullquote", "probe"]
ENTRYPOINT ["/usr/bin/pullquote"]
CMD ["serve"]
