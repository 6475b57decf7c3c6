# The static binary alone. Build: docker build -t fsl .   Run: see docs/container.md
FROM debian:13 AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates make maven openjdk-25-jdk-headless openjdk-25-source
WORKDIR /src
COPY . .
RUN make native && mkdir -p /root-folder/data /root-folder/etc/fsl && cp target/fsl /root-folder/

FROM scratch
COPY --from=build --chown=10001:10001 /root-folder/ /
USER 10001:10001
VOLUME /data
ENV HOME=/data
ENTRYPOINT ["/fsl"]
CMD ["--help"]
